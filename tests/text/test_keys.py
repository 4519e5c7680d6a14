from core.text import keys


def test_each_kind_of_value_gives_its_own_keys() -> None:
    numbers = "139 0000 2716、021-55556666"
    assert keys.mobile_keys(numbers) == ["13900002716"]
    assert keys.phone_keys(numbers) == ["02155556666"]
    addresses = "lin@huizhu.com; info@huizhu.com"
    assert keys.mailbox_keys(addresses) == ["lin@huizhu.com"]
    assert keys.shared_mailbox_keys(addresses) == ["info@huizhu.com"]
    assert keys.domain_keys(addresses) == ["huizhu.com"]
    assert keys.company_keys("杭州汇筑科技有限公司") == ["汇筑科技"]


def test_an_empty_value_gives_none() -> None:
    for name, function in vars(keys).items():
        if name.endswith("_keys"):
            assert function("") == []
