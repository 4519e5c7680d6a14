"""Hide most of a name, number or address, so that its holder recognises it and nobody else can use it (脱敏)."""

import re
from typing import Final

from core.text.company import LEGAL_TAIL
from core.text.fold import WIDE
from core.text.phones import is_mobile, phone

_SPACELESS: Final = re.compile(f"[{WIDE}]")


def mask_name(name: str) -> str:
    """林嘉禾 → 林*禾, 林嘉 → 林*, 欧阳嘉禾 → 欧**禾, Jiahe Lin → J**** L**."""
    text = name.strip()
    if not _SPACELESS.search(text):
        return " ".join(word[0] + "*" * (len(word) - 1) if len(word) > 1 else "*" for word in text.split())
    if len(text) < 3:
        return text[0] + "*" if len(text) == 2 else "*"
    return text[0] + "*" * (len(text) - 2) + text[-1]


def mask_company(name: str) -> str:
    """杭州汇筑科技有限公司 → 杭州****有限公司: the first two characters and the legal form stay."""
    text = name.strip()
    form = LEGAL_TAIL.search(text)
    own = text[: form.start()] if form and form.start() else text
    shown = 2 if len(own) > 3 else 1 if len(own) > 1 else 0
    return own[:shown] + "*" * (len(own) - shown) + text[len(own) :]


def mask_phone(number: str) -> str:
    """13900002716 → 139****2716, 0571-88886666 → 0571****6666; the last two digits of anything else."""
    digits = phone(number) or "".join(filter(str.isdigit, number))
    if is_mobile(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    main, _, _ = digits.partition("-")
    if len(main) > 10:
        return f"{main[:4]}****{main[-4:]}"
    if len(main) > 6:
        return f"{main[:3]}****{main[-3:]}"
    return "*" * max(len(main) - 2, 0) + main[-2:] if len(main) > 2 else "*" * len(main)


def mask_email(email: str) -> str:
    """lin.jiahe@huizhu.com → l***e@huizhu.com, li@huizhu.com → l***@huizhu.com: the length does not show."""
    local, at, host = email.strip().partition("@")
    return f"{local[:1]}***{local[-1:] if len(local) > 3 else ''}{at}{host}"
