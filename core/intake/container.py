"""What kind of file lies there, told by its content and never by its name, and proved harmless to unpack."""

import zipfile
import zlib
from pathlib import Path
from typing import Literal

from core.intake.refusal import UnreadableFile

Kind = Literal["text", "gzip", "workbook"]
# A table shrinks to a tenth or so; what shrinks to less than a hundredth is no table.
GREATEST_RATIO = 100
MOST_UNPACKED = 200 << 20
# So little can be unpacked whatever its ratio: sheets of empty rows shrink well.
HARMLESS = 8 << 20
CHUNK = 1 << 20
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")


def kind_of(path: Path, name: str) -> Kind:
    """How the file is to be read. Raises UnreadableFile for what holds no table or is dangerous to open."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    if not start:
        raise UnreadableFile("empty", file=name)
    if start.startswith(b"\x1f\x8b") or path.suffix.lower() == ".gz":
        return "gzip"
    if start.startswith(b"PK"):
        _prove_archive(path, name)
        return "workbook"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        _prove_old_workbook(path, name)
        return "workbook"
    if start.startswith(b"%PDF"):
        raise UnreadableFile("not_table", file=name)
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKUP):
        raise UnreadableFile("markup", file=name)
    return "text"


def _prove_archive(path: Path, name: str) -> None:
    """Every member is unpacked once, piece by piece, and its checksum compared: truncation and damage show here."""
    try:
        with zipfile.ZipFile(path) as archive:
            _prove_family(archive, name)
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise UnreadableFile("encrypted", file=name)
            packed = path.stat().st_size
            _prove_size(sum(member.file_size for member in members), packed, name)
            unpacked = 0
            for member in members:
                unpacked += _prove_member(archive, member, packed, unpacked, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError):
        raise UnreadableFile("damaged_workbook", file=name) from None


def _prove_family(archive: zipfile.ZipFile, name: str) -> None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise UnreadableFile("binary_workbook", file=name)
    if "mimetype" in names and archive.read("mimetype").strip() == _OPEN_DOCUMENT:
        return
    raise UnreadableFile("not_table", file=name)


def _prove_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, packed: int, before: int, name: str) -> int:
    size, tail = 0, b""
    is_xml = member.filename.endswith((".xml", ".rels", ".vml"))
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            _prove_size(before + size, packed, name)
            # Sheets declare no document types: what does wants to be expanded, or to fetch something from elsewhere.
            if is_xml and _declares(tail + chunk):
                raise UnreadableFile("entities", file=name)
            tail = chunk[-16:]
    return size


def _declares(xml: bytes) -> bool:
    narrow = xml.replace(b"\x00", b"") if b"\x00" in xml else xml
    return b"<!DOCTYPE" in narrow or b"<!ENTITY" in narrow


def _prove_size(unpacked: int, packed: int, name: str) -> None:
    if unpacked > MOST_UNPACKED:
        raise UnreadableFile("too_large", file=name, limit=MOST_UNPACKED >> 20)
    if unpacked > max(HARMLESS, packed * GREATEST_RATIO):
        raise UnreadableFile("bomb", file=name)


def _prove_old_workbook(path: Path, name: str) -> None:
    content = path.read_bytes() if path.stat().st_size <= MOST_UNPACKED else b""
    if not content:
        raise UnreadableFile("too_large", file=name, limit=MOST_UNPACKED >> 20)
    if _ENCRYPTED_PACKAGE in content:
        raise UnreadableFile("encrypted", file=name)
