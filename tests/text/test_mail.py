import pytest

from core.text.mail import domain, emails, is_shared_mailbox


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Lin.Jiahe＠Huizhu.com", ["lin.jiahe@huizhu.com"]),
        ("mailto:a@b.cn; INFO@huizhu.com.cn", ["a@b.cn", "info@huizhu.com.cn"]),
        ("lin @ huizhu.cn", ["lin@huizhu.cn"]),
        ("lin@huizhu。com", ["lin@huizhu.com"]),
        ("邮箱:lin_jh+crm@163.com。", ["lin_jh+crm@163.com"]),
        ("a@b.cn,a@B.cn", ["a@b.cn"]),
        ("a@b", []),
        ("@huizhu.com", []),
        ("", []),
    ],
)
def test_addresses_are_found_as_people_write_them(written: str, found: list[str]) -> None:
    assert emails(written) == found


@pytest.mark.parametrize(
    "local", ["info", "sales", "sales01", "hr-sh", "sales.cn", "service_bj", "no-reply", "xiaoshou", "kefu2"]
)
def test_a_mailbox_named_after_a_job_is_shared(local: str) -> None:
    assert is_shared_mailbox(f"{local}@huizhu.com")


@pytest.mark.parametrize(
    "email", ["lin@huizhu.com", "sun.sales@huizhu.com", "infocus@huizhu.com", "sales@163.com", "13900002716@qq.com"]
)
def test_a_mailbox_of_a_person_or_at_a_free_provider_is_not_shared(email: str) -> None:
    assert not is_shared_mailbox(email)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("https://www.huizhu.com.cn/about?x=1", "huizhu.com.cn"),
        ("WWW.HuiZhu.COM:8080", "huizhu.com"),
        ("huizhu.cn", "huizhu.cn"),
        ("lin@mail.huizhu.com", "huizhu.com"),
        ("lin@qq.com", ""),
        ("a@vip.163.com", ""),
        ("https://huizhu.1688.com", ""),
        ("http://192.168.1.1/", ""),
        ("没有", ""),
        ("", ""),
    ],
)
def test_the_domain_is_the_companys_own(written: str, found: str) -> None:
    assert domain(written) == found
