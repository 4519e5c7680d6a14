"""People whom members added in WeCom (企业微信外部联系人), and the records they became."""
