# SPDX-License-Identifier: ISC
# usage: structure_compare.py port ca user message...: fails where mimeparse
# and an IMAP server read a message in different ways.  One whose name begins
# with bad- is malformed, and mimeparse has to say so.
import base64
import collections
import email.header
import email.utils
import imaplib
import os
import quopri
import re
import ssl
import subprocess
import sys

TOKEN = re.compile(
    rb'\s*(?:([()])|"((?:[^"\\]|\\.)*)"|\{(\d+)\}\r\n|([^\s()"{]+))', re.S)

# What an IMAP server says of a part: octets are those of the encoded body;
# section gives its body, header its header.
Part = collections.namedtuple(
    "Part", "number type charset encoding disposition name octets "
    "section header")


def crlf(data):
    return re.sub(rb"\r?\n", b"\r\n", data)


def tree(data):
    """A response of IMAP: lists of lists, bytes and None (NIL)."""
    stack, at = [[]], 0
    while match := TOKEN.match(data, at):
        at = match.end()
        paren, quoted, literal, atom = match.groups()
        if paren == b"(":
            stack.append([])
        elif paren == b")":
            done = stack.pop()
            stack[-1].append(done)
        elif quoted is not None:
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", quoted))
        elif literal is not None:
            stack[-1].append(data[at:at + int(literal)])
            at += int(literal)
        else:
            stack[-1].append(None if atom == b"NIL" else atom)
    assert len(stack) == 1 and not data[at:].strip(), data[at:]
    return stack[0]


def fetch(imap, number, items):
    status, pieces = imap.fetch(str(number), "(" + " ".join(items) + ")")
    assert status == "OK", (items, pieces)
    data = b"".join(b"\r\n".join(p) if isinstance(p, tuple) else p
                    for p in pieces)
    fields = tree(data)[1]
    return {name.decode(): value
            for name, value in zip(fields[::2], fields[1::2])}


def words(value):
    """A parameter of RFC 2231, or of RFC 2047, as text."""
    value = email.utils.collapse_rfc2231_value(value)
    if "=?" not in value:
        return value
    return str(email.header.make_header(email.header.decode_header(value)))


def params(pairs):
    pairs = [(k.decode().lower(), v.decode("utf-8", "surrogateescape"))
             for k, v in zip(*[iter(pairs or [])] * 2)]
    plain = {k: words(v) for k, v in pairs if "*" not in k}
    coded = email.utils.decode_params(
        [("", "")] + [(k, v) for k, v in pairs if "*" in k])[1:]
    return {**plain, **{k: words(v).strip('"') for k, v in coded}}


def describe(number, kind, pairs, extension, **rest):
    own = params(pairs)
    disposition = extension[0] if extension and extension[0] else [b"", None]
    name = params(disposition[1]).get("filename") or own.get("name", "")
    return Part(number=number, type=kind.decode().lower(), name=name,
                charset=own.get("charset", "").lower(),
                disposition=disposition[0].decode().lower(), **rest)


def parts(body, outer, index=0):
    """All parts of a BODYSTRUCTURE; index 0 is the body of a message."""
    dot = outer + "." if outer else ""
    number = dot + str(index or 1)
    section, header = number, number + ".MIME"
    if isinstance(body[0], list):
        n = [isinstance(child, list) for child in body].index(False)
        if index == 0:
            number, section, header = dot + "TEXT", dot + "TEXT", \
                dot + "HEADER"
        yield describe(number, b"multipart/" + body[n], body[n + 1],
                       body[n + 2:], encoding="", octets=None,
                       section=section, header=header)
        for i, child in enumerate(body[:n], 1):
            yield from parts(child, outer if index == 0 else number, i)
        return
    kind = (body[0] + b"/" + body[1]).lower()
    skip = {b"message/rfc822": 10}.get(kind, 7 + (body[0].lower() == b"text"))
    yield describe(number, kind, body[2], body[skip + 1:],
                   encoding=body[5].decode().lower(), octets=int(body[6]),
                   section=section, header=header)
    if kind == b"message/rfc822":
        yield from parts(body[8], number)


def mimeparse(statuses, *args):
    run = subprocess.run(["mimeparse", *args], capture_output=True)
    assert run.returncode in statuses, (args, run.returncode, run.stderr)
    return run.stdout


def unescape(field):
    """A field of a list, as it was before it was made visible."""
    def char(match):
        code = match[1]
        return bytes([int(code[1:], 16)]) if code[:1] == b"x" else \
            {b"t": b"\t", b"n": b"\n", b"r": b"\r"}.get(code, code)
    return re.sub(rb"\\(x..|.)", char, field).decode(errors="surrogateescape")


def decode(data, encoding):
    if encoding == "base64":
        return base64.b64decode(data)
    if encoding == "quoted-printable":
        # RFC 2045 6.7 (3): blanks at the end of a line go.
        return quopri.decodestring(re.sub(rb"[ \t]+(?=\r\n|$)", b"", data))
    return data


def same_bytes(ours, part, header, body):
    """The deviations.  The line end before a delimiter is the delimiter's
    (RFC 2046 5.1.1).  Dovecot gives it to a part that ends with the last
    delimiter of a multipart; mimeparse to a header behind which there is
    nothing else."""
    if ours == header + body:
        return True
    if not body:
        return ours == header + b"\r\n"
    return re.match(r"multipart/|message/", part.type) is not None and \
        ours + b"\r\n" == header + body and \
        re.search(rb"(^|\n)--[^\n]+--$", ours) is not None


def compare_row(told, part):
    """The defaults of RFC 2045 5.2 and 6.1 are not in our lists, and the
    encoding of a multipart is not in IMAP's."""
    told = Part(*told, None, None, None)
    told = told._replace(
        charset=told.charset.lower() or
        (part.charset if part.charset == "us-ascii" else ""),
        encoding="" if part.octets is None else told.encoding or "7bit")
    assert told[:6] == part[:6], (told, part)


def compare_part(row, part, header, body, path):
    *told, size, name = map(unescape, row)
    compare_row([*told, name], part)
    raw = crlf(mimeparse([0, 65], "-p", part.number, "-r", path))
    assert same_bytes(raw, part, header, body), (part, raw, header, body)
    assert part.octets in (None, len(body)), (part, len(body))
    data = mimeparse([0, 65], "-p", part.number, path)
    assert size == ("" if part.octets is None else str(len(data))), \
        (part, size, len(data))
    want = decode(body, part.encoding)
    if part.encoding != "base64":
        want, data = crlf(want), crlf(data)
    assert same_bytes(data, part, b"", want), (part, data, want)


def compare(imap, number, path):
    bad = os.path.basename(path).startswith("bad-")
    listed = mimeparse([65 if bad else 0], "-l", path)
    rows = [row.split(b"\t") for row in listed.split(b"\n")[:-1]]
    structure = fetch(imap, number, ["BODYSTRUCTURE"])["BODYSTRUCTURE"]
    theirs = list(parts(structure, ""))
    assert [row[0].decode() for row in rows] == \
        [part.number for part in theirs], (listed, structure)
    bodies = fetch(imap, number, [
        f"BODY.PEEK[{section}]" for part in theirs
        for section in (part.section, part.header)])
    for row, part in zip(rows, theirs):
        compare_part(row, part, bodies[f"BODY[{part.header}]"],
                     bodies[f"BODY[{part.section}]"], path)


def main(port, ca, user, *paths):
    context = ssl.create_default_context(cafile=ca)
    imap = imaplib.IMAP4_SSL("localhost", int(port), ssl_context=context)
    imap.login(user, "secret")
    for path in paths:
        with open(path, "rb") as f:
            status, why = imap.append("INBOX", None, None, f.read())
        assert status == "OK", (path, why)
    imap.select()
    failed = False
    for number, path in enumerate(paths, 1):
        try:
            compare(imap, number, path)
        except AssertionError as e:
            failed = print(path, e) or True
    imap.logout()
    sys.exit(1 if failed else 0)


main(*sys.argv[1:])
