"""A bill whose every text is hostile: one line item per class of code points and per family of
escape sequences (ECMA-48, xterm's control sequences, UTS #9, UTS #39). Usage: hostile.py FILE"""

import csv
import sys

# What a terminal or a reader must never be given raw. Each text is followed by <U+202E>'s source,
# so that a screen can be seen to have shown it as marks.
TEXTS = {
    "nul": "\0",
    "c0": "".join(map(chr, range(1, 31))),
    "separator": "\x1f",
    "del": "\x7f",
    "c1": "".join(map(chr, range(0x80, 0xA0))),
    "csi": "\x1b[31mred\x1b[2J\x1b[H\x1b[6n",
    "csi8": "\x9b31mred\x9b6n",
    "osc title": "\x1b]0;pwned\x07",
    "osc clipboard": "\x1b]52;c;cHduZWQ=\x1b\\",
    "osc link": "\x1b]8;;http://example.invalid/\x1b\\x\x1b]8;;\x1b\\",
    "osc8": "\x9d0;pwned\x9c",
    "dcs": "\x1bPtmux;\x1b\x1b]0;pwned\x07\x1b\\",
    "apc pm sos": "\x1b_pwned\x1b\\\x1b^pwned\x1b\\\x1bXpwned\x1b\\",
    "reset": "\x1bc\x1b#8\x1b(0lqk\x1b(B\x1b7\x1b8\x1b=\x1b>",
    "shifts": "\x0elqk\x0f",
    "overprint": "good\rbad \b\b\b",
    "lines": "a\nb\r\nc\x0b\x0c\x85\u2028\u2029",
    "bidi": "\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069\u061c\u200e\u200f",
    "zero width": "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u034f\u180e",
    "annotation": "\ufff9\ufffa\ufffb\ufffc",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "variation": "\ufe0f\U000e0100\u26a0\ufe0f",
    "private": "\ue000\U000f0000\U0010fffd",
    "noncharacters": "\ufdd0\ufffe\uffff\U0001fffe",
    "marks": "a" + "\u0300\u0336\u20dd" * 40,
    "joined": "\U0001f469\u200d\U0001f4bb\U0001f44d\U0001f3fd\U0001f1e9\U0001f1ea",
    "fillers": "\u115f\u1160\u3164\uffa0\u2800",
    "long": "w" * 5000,
}

COLUMNS = [
    "identity/LineItemId", "bill/PayerAccountId", "bill/BillingPeriodStartDate",
    "bill/BillingPeriodEndDate", "lineItem/UsageAccountId", "lineItem/LineItemType",
    "lineItem/UsageStartDate", "lineItem/UsageEndDate", "lineItem/ProductCode", "lineItem/UsageType",
    "lineItem/Operation", "lineItem/ResourceId", "lineItem/UsageAmount", "lineItem/CurrencyCode",
    "lineItem/UnblendedCost", "resourceTags/user:Team", "product/region", "pricing/unit",
    "product/ProductName",
]  # fmt: skip


def main():
    with open(sys.argv[1], "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for name, text in TEXTS.items():
            t = f"{text}{name}\u202e"
            out.writerow([
                f"id {t}", "000000000042", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z",
                "000000000042", "Usage", "2026-11-02T00:00:00Z", "2026-11-02T01:00:00Z", t, t, t, t,
                "1", "USD", "1.5", t, t, t, t,
            ])  # fmt: skip
        # And one that cannot be used, so that rejects and the log have their share.
        t = "\x1b]0;pwned\x07\u202e"
        out.writerow([t, "000000000042", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", t, "Usage", t,
                      t, t, t, t, t, t, "USD", t, t, t, t, t])  # fmt: skip


main()
