"""Wall-clock times as UTC by Python's zoneinfo: the first of two where the clock passes an hour twice, null where it skips it.

Run: python3 zones.py > zones.json (Python 3.9 or newer, tzdata of the system).
"""
import json
import platform
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

TRANSITIONS = {
    "Europe/Berlin": ["2026-03-29T02:00", "2026-10-25T02:00", "2025-10-26T02:00"],
    "America/New_York": ["2026-03-08T02:00", "2026-11-01T01:00"],
    "Australia/Lord_Howe": ["2026-04-05T01:30", "2026-10-04T02:00"],
    "Asia/Tokyo": ["2026-01-01T00:00"],
    "Asia/Kolkata": ["2026-06-30T23:30"],
    "Pacific/Apia": ["2011-12-30T00:00"],
    "America/St_Johns": ["2006-10-29T00:01"],
}


def utc(zone: str, wall: datetime):
    first = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(timezone.utc)
    if first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        return None, False
    second = wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(timezone.utc)
    return first.strftime("%Y-%m-%dT%H:%M:%S.000Z"), first != second


cases = []
for zone, around in TRANSITIONS.items():
    for start in around:
        for minutes in range(-180, 181, 15):
            wall = datetime.fromisoformat(start) + timedelta(minutes=minutes)
            when, twice = utc(zone, wall)
            cases.append([zone, wall.strftime("%Y-%m-%dT%H:%M:%S"), when, twice])
print(json.dumps({"python": platform.python_version(), "cases": cases}))
