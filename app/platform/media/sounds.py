"""MP3, Ogg and WAV: walks frames, pages and chunks, which must fill the file."""

from typing import Final

from app.platform.media.kinds import Examined, FileRefused, MediaType, Reason

_KBITS_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_KBITS_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_HERTZ: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_ID3_V1: Final = 128
_LEAST_FRAMES: Final = 3
_PAGE_HEADER: Final = 27
_CODECS: Final = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
_FIRST_PAGE: Final = 0x02


def examine_mp3(content: bytes) -> Examined:
    """Frames of layer III from begin to end, between an ID3 tag of version 2 and one of version 1."""
    at, count = _after_id3(content), 0
    end = len(content)
    if content[-_ID3_V1:].startswith(b"TAG"):
        end -= _ID3_V1
    while at < end:
        size = _frame_size(content[at : at + 4])
        if size is None:
            if count >= _LEAST_FRAMES and not content[at:end].strip(b"\x00"):
                break
            raise FileRefused(Reason.damaged)
        at, count = at + size, count + 1
    if count < _LEAST_FRAMES:
        raise FileRefused(Reason.damaged)
    return Examined(MediaType.mp3)


def _after_id3(content: bytes) -> int:
    """Where the tag ends (ID3v2.4.0, section 3.1): its size has seven bits a byte."""
    if not content.startswith(b"ID3"):
        return 0
    size = content[6:10]
    if len(size) < 4 or max(size) > 0x7F:
        raise FileRefused(Reason.damaged)
    return 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])


def _frame_size(header: bytes) -> int | None:
    """Bytes of a frame (ISO/IEC 11172-3, section 2.4.1.3); None when this is no header of one."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return None
    version, rate = header[1] >> 3 & 3, header[2] >> 2 & 3
    kbits = (_KBITS_1 if version == 3 else _KBITS_2)[header[2] >> 4]
    if version == 1 or rate == 3 or not kbits:
        return None
    samples = 144 if version == 3 else 72
    return samples * kbits * 1000 // _HERTZ[version][rate] + (header[2] >> 1 & 1)


def examine_ogg(content: bytes) -> Examined:
    """Pages (RFC 3533, section 6) that fill the file, every stream of them sound."""
    at, count = 0, 0
    while at < len(content):
        header = content[at : at + _PAGE_HEADER]
        if len(header) < _PAGE_HEADER or not header.startswith(b"OggS\x00"):
            raise FileRefused(Reason.damaged)
        lacing = content[at + _PAGE_HEADER : at + _PAGE_HEADER + header[26]]
        body = at + _PAGE_HEADER + header[26]
        if header[5] & _FIRST_PAGE and not content[body : body + 8].startswith(_CODECS):
            raise FileRefused(Reason.unknown_type)
        at, count = body + sum(lacing), count + 1
    if at != len(content) or not content[5] & _FIRST_PAGE:
        raise FileRefused(Reason.damaged)
    return Examined(MediaType.ogg)


def examine_wav(content: bytes) -> Examined:
    """Chunks of a RIFF form WAVE that fill the file, with a format before the sound."""
    if int.from_bytes(content[4:8], "little") + 8 != len(content):
        raise FileRefused(Reason.damaged)
    at, names = 12, []
    while at + 8 <= len(content):
        names.append(content[at : at + 4])
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    is_whole = at in (len(content), len(content) + 1)
    if not is_whole or b"data" not in names or b"fmt " not in names[: names.index(b"data")]:
        raise FileRefused(Reason.damaged)
    return Examined(MediaType.wav)
