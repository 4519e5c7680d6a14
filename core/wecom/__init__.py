"""WeCom (企业微信): client, callbacks, messages, directory and signatures; the only importer of wechatpy."""
