"""First numbers of sfc32 seeded by SHA-256 of "seed NUL stream", from the published recurrence.

PractRand 0.94, sfc32: t = a + b + counter++; a = b ^ (b >> 9); b = c + (c << 3); c = rotl(c, 21) + t; all modulo 2**32.
Run: python3 sfc32.py > sfc32.json (any Python 3; standard library only).
"""
import hashlib
import json
import platform
import struct

MASK = 0xFFFFFFFF


def numbers(seed: int, stream: str, count: int) -> list[int]:
    digest = hashlib.sha256(f"{seed}\0{stream}".encode()).digest()
    a, b, c, counter = struct.unpack("<4I", digest[:16])
    found = []
    for step in range(12 + count):
        t = (a + b + counter) & MASK
        counter = (counter + 1) & MASK
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & MASK
        c = (((c << 21) | (c >> 11)) + t) & MASK
        if step >= 12:
            found.append(t)
    return found


cases = [(7, "bootstrap"), (0, ""), (-1, "layout"), (2**53 - 1, "Ünïcode")]
print(json.dumps({
    "python": platform.python_version(),
    "cases": [{"seed": s, "stream": n, "words": numbers(s, n, 8)} for s, n in cases],
}, indent=1))
