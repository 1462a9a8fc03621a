# SPDX-License-Identifier: ISC
# usage: mimeparse_compare.py message...: fails where mimeparse and Python's
# email package read a well-formed message in different ways.
import email
import email.policy
import subprocess
import sys


def mimeparse(*args):
    run = subprocess.run(["mimeparse", *args], capture_output=True)
    if run.returncode != 0:
        sys.exit(f"mimeparse {args}: {run.returncode} {run.stderr}")
    return run.stdout


def leaves(part, number):
    """The leaves of a part, with the numbers that IMAP gives them."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        yield from leaves(inner, number if inner.is_multipart() and
                          inner.get_content_maintype() == "multipart"
                          else number + [1])
    elif part.is_multipart():
        for i, child in enumerate(part.get_payload(), 1):
            yield from leaves(child, number + [i])
    else:
        yield ".".join(map(str, number or [1])), part


def compare(path):
    with open(path, "rb") as f:
        message = email.message_from_binary_file(
            f, policy=email.policy.default)
    rows = [line.split("\t") for line in
            mimeparse("-l", path).decode().splitlines()]
    ours = {row[0]: row for row in rows
            if not row[1].startswith(("multipart/", "message/rfc822"))}
    theirs = dict(leaves(message, []))
    assert list(ours) == list(theirs), (path, list(ours), list(theirs))
    for number, part in theirs.items():
        data = part.get_payload(decode=True)
        assert ours[number][1] == part.get_content_type(), (path, number)
        assert mimeparse("-p", number, path) == data, (path, number)
        assert ours[number][5] == str(len(data)), (path, number)
    subject = mimeparse("-h", "subject", path).decode().rstrip("\n")
    assert subject == str(message["subject"]), (path, subject)


for path in sys.argv[1:]:
    compare(path)
