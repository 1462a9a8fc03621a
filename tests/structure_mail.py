# SPDX-License-Identifier: ISC
# usage: structure_mail.py directory seed: writes messages of every structure
# that matters to the numbers of parts, and random ones.  Those whose name
# begins with bad- are malformed.
import base64
import os
import random
import sys

TEXT = b"one\n.two\n\n--three\nFrom four\n"


def part(kind, body, *fields):
    lines = ["Content-Type: " + kind] if kind else []
    return "\n".join([*lines, *fields, "", ""]).encode("latin-1") + body


def multipart(boundary, parts, subtype="mixed", before=b"", after=b"",
              close=True):
    line = b"--" + boundary.encode()
    body = before + b"".join(line + b"\n" + p + b"\n" for p in parts)
    if close:
        body += line + b"--" + after
    return part(f'multipart/{subtype}; boundary="{boundary}"', body)


def mail(entity, subject="s"):
    """A message: the fields of mail before those of its entity."""
    return (f"From: a@example.org\nSubject: {subject}\n"
            "Date: Fri, 20 Nov 2026 10:00:00 +0000\n"
            "MIME-Version: 1.0\n").encode("latin-1") + entity


def attached(entity):
    return part("message/rfc822", mail(entity, "attached"))


def plain(body=TEXT):
    return part("text/plain", body)


def coded(data, name):
    body = base64.encodebytes(data)
    return part(f"application/octet-stream; name={name}", body,
                "Content-Transfer-Encoding: base64",
                f'Content-Disposition: attachment; filename="{name}"')


def quoted(body=b"a =3D b=\nc \xc3\xa9=E9=\n"):
    return part("text/html; charset=iso-8859-1", body,
                "Content-Transfer-Encoding: quoted-printable")


def well_formed():
    two = [plain(), quoted()]
    inner = multipart("inner", two)
    yield "single", plain()
    yield "no-mime", b"\n" + TEXT
    yield "single-base64", coded(bytes(range(256)), "every.bin")
    yield "empty-body", plain(b"")
    yield "nested", multipart("o", [plain(), inner, coded(b"x", "x")])
    yield "deep", multipart("1", [multipart("2", [multipart("3", two)])])
    yield "attached-single", multipart("o", [plain(), attached(plain())])
    yield "attached-multipart", multipart("o", [attached(inner), plain()])
    yield "attached-twice", multipart("o", [attached(attached(inner))])
    yield "attached-alone", attached(plain())
    yield "attached-alone-multipart", attached(inner)
    yield "attached-alone-twice", attached(attached(plain()))
    yield "attached-coded", multipart("o", [attached(coded(b"y" * 99, "y"))])
    yield "digest", multipart("d", [
        b"\n" + mail(plain()), b"\n" + mail(inner), plain(),
        b"Content-Description: z\n\n" + mail(quoted())], "digest")
    yield "digest-within", multipart("o", [
        plain(), multipart("d", [b"\n" + mail(plain())], "digest")])
    yield "empty-parts", multipart("o", [b"\n", plain(b""), coded(b"", "e")])
    yield "around", multipart("o", two, before=b"preamble\n\n",
                              after=b"\nepilogue\n")
    yield "around-within", multipart("o", [
        multipart("i", two, before=b"in\n-- \n", after=b"\nout\n\n"),
        plain()], before=b"\n", after=b"\n\n")
    yield "prefix-longer-within", multipart("b", [multipart("bb", two)])
    yield "prefix-shorter-within", multipart("bb", [multipart("b", two),
                                                   plain()])
    yield "parallel-prefix", multipart("o", [multipart("p1", two),
                                             multipart("p", two)])
    yield "blank-lines", multipart("o", [plain(b"\n\n\n"), plain(b"\n")])
    yield "blanks-behind-delimiter", multipart("o", two).replace(
        b"--o\n", b"--o \t\n")
    yield "8bit-headers", multipart("o", [part(
        "text/plain; charset=utf-8", "grün\n".encode(),
        "Content-Description: M\xfcller", "X-A: \xff")])
    yield "boundary-70", multipart("o" * 70, two)
    yield "boundary-100", multipart("o" * 100, two)
    yield "boundary-odd", multipart("=_?:()'+,-./ x", two)
    yield "header-alone", multipart("o", [b"Content-Type: text/html\n",
                                         plain()])
    yield "header-cut", multipart("o", [b"Content-Type: text/html", plain()])
    yield "comments", part("TEXT (a) / HTML (b); charset=UTF-8 (c)", TEXT)
    yield "folded", multipart("o", [part(
        "text/plain;\n charset=us-ascii;\n\tname=folded", TEXT)])
    yield "signed", multipart("o", [plain(), part(
        "application/pgp-signature; name=s.asc", b"x\n")], "signed")


def malformed():
    two = [plain(), quoted()]
    yield "unclosed", multipart("o", two, close=False)
    yield "unclosed-within", multipart("o", [
        multipart("i", two, close=False), plain()])
    yield "unclosed-attached", multipart("o", [
        attached(multipart("i", two, close=False)), plain()])
    yield "after-close", multipart("o", two, after=b"\n--o\n" + plain())
    yield "8bit-field-name", multipart("o", [part(
        "text/plain", TEXT, "X-\xe4: \xff", "X-Z: z")])
    yield "two-types", part("text/plain", TEXT, "Content-Type: text/html")
    yield "encoding-unknown", part("text/plain", TEXT,
                                   "Content-Transfer-Encoding: rot13")
    yield "encoded-multipart", multipart("o", two).replace(
        b"\n\n", b"\nContent-Transfer-Encoding: base64\n\n", 1)
    yield "same-boundary-within", multipart("o", [multipart("o", two)])


class Random:
    """Random trees; the boundaries often begin alike."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.used = set()

    def boundary(self):
        while True:
            name = "".join(self.random.choice("ab") for _ in range(
                self.random.randrange(1, 9)))
            if name not in self.used:
                self.used.add(name)
                return name

    def lines(self):
        return b"".join(self.random.choice(
            [b"\n", b"x\n", b"--\n", b"--no\n", b" --a\n", b"y " * 30 + b"\n"])
            for _ in range(self.random.randrange(6)))

    def leaf(self):
        text = self.lines()
        if self.random.random() < 0.3:
            text = text.rstrip(b"\n")
        return self.random.choice([
            plain, quoted, lambda text: coded(text, "f%d" % len(text)),
            lambda text: b"\n" + text])(text)

    def multipart(self, depth):
        subtype = self.random.choice(["mixed", "alternative", "digest"])
        parts = [b"\n" + mail(self.entity(depth - 1))
                 if subtype == "digest" and self.random.random() < 0.5
                 else self.entity(depth - 1)
                 if subtype != "digest" else self.typed()
                 for _ in range(self.random.randrange(1, 4))]
        return multipart(self.boundary(), parts, subtype, self.lines(),
                         self.random.choice([b"", b"\n" + self.lines()]))

    def typed(self):
        return plain(self.lines())

    def entity(self, depth):
        kind = self.random.random()
        if depth == 0 or kind < 0.3:
            return self.leaf()
        if kind < 0.5:
            return attached(self.entity(depth - 1))
        return self.multipart(depth)

    def message(self):
        self.used.clear()
        return self.multipart(4)


def write(directory, name, entity, line_end):
    with open(os.path.join(directory, name), "wb") as f:
        f.write(mail(entity).replace(b"\n", line_end))


def main(directory, seed):
    for name, entity in well_formed():
        write(directory, name + ".lf", entity, b"\n")
        write(directory, name + ".crlf", entity, b"\r\n")
    for name, entity in malformed():
        write(directory, "bad-" + name, entity, b"\n")
    source = Random(int(seed))
    for i in range(20):
        write(directory, f"random-{i}", source.message(),
              (b"\n", b"\r\n")[i % 2])


main(*sys.argv[1:])
