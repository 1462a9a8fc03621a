# SPDX-License-Identifier: ISC
# Reads a message on stdin with Python's email package, a second opinion on
# what we write.  readmail.py tree | header NAME | decoded NAME |
# addresses NAME | name N | cid N | bytes N (the N-th leaf, from 1) | lint
import sys
from email import message_from_bytes, policy
from email.header import decode_header, make_header

raw = sys.stdin.buffer.read()
mail = message_from_bytes(raw, policy=policy.default)
what, args = sys.argv[1], sys.argv[2:]


def leaves(part):
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        for sub in part.iter_parts():
            yield from leaves(sub)
    else:
        yield part


def tree(part, depth):
    charset = part.get_param("charset")
    encoding = part["content-transfer-encoding"]
    facts = [part.get_content_type(), charset, encoding,
             part.get_content_disposition(), part.get_filename()]
    if part.get_content_maintype() == "multipart":
        facts = [part.get_content_type()]
    print("  " * depth + " ".join(f for f in facts if f))
    if part.get_content_maintype() == "multipart":
        for sub in part.iter_parts():
            tree(sub, depth + 1)


def defects(part):
    yield from part.defects
    for name, value in part.items():
        yield from getattr(value, "defects", ())
    if part.is_multipart():
        for sub in part.get_payload():
            yield from defects(sub)


def lint():
    head = raw.split(b"\n\n", 1)[0]
    for line in head.split(b"\n"):
        assert len(line) <= 78, line
        assert line.strip(), "blank line"
    assert b"\r" not in raw
    for line in raw.split(b"\n"):
        assert len(line) <= 998
    # What a name= in encoded words is for.
    wanted = ("encoded word inside quoted string",
              "missing trailing whitespace after encoded-word")
    found = [str(d) for d in defects(mail) if str(d) not in wanted]
    assert not found, found


out = sys.stdout
if what == "tree":
    tree(mail, 0)
elif what == "header":
    for value in mail.get_all(args[0], []):
        print(value)
elif what == "decoded":
    # Version 3.11 puts blanks between the words of a display name.
    old = message_from_bytes(raw)
    for value in old.get_all(args[0], []):
        print(make_header(decode_header(value.replace("\n", ""))))
elif what == "addresses":
    for value in mail.get_all(args[0], []):
        for group in value.groups:
            if group.display_name:
                print(group.display_name + ":")
            for a in group.addresses:
                print(a.display_name + "|" + a.addr_spec)
elif what == "lint":
    lint()
else:
    part = list(leaves(mail))[int(args[0]) - 1]
    if what == "name":
        print(part.get_filename())
    elif what == "cid":
        print(part["content-id"])
    elif part.get_content_maintype() == "message":
        out.buffer.write(part.get_payload(0).as_bytes())
    else:
        out.buffer.write(part.get_payload(decode=True))
