"""What connects us to one company's self-built app (自建应用的接入参数)."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True)
class WeComConfig:
    """Credentials and addresses of one app; the contact fields are empty when 通讯录同步 is not used."""

    corp_id: str
    agent_id: int
    agent_secret: str
    contact_secret: str
    api_url: str
    oauth_url: str
    login_url: str
    callback_token: str
    callback_aes_key: str
    contact_token: str
    contact_aes_key: str
    base_url: str

    @classmethod
    def of(cls, settings: Settings) -> "WeComConfig":
        return cls(
            corp_id=settings.corp_id,
            agent_id=settings.agent_id,
            agent_secret=settings.agent_secret,
            contact_secret=settings.contact_secret,
            api_url=settings.wecom_api_url,
            oauth_url=settings.wecom_oauth_url,
            login_url=settings.wecom_login_url,
            callback_token=settings.callback_token,
            callback_aes_key=settings.callback_aes_key,
            contact_token=settings.contact_token,
            contact_aes_key=settings.contact_aes_key,
            base_url=settings.base_url,
        )

    def __repr__(self) -> str:
        return f"WeComConfig(corp_id={self.corp_id!r}, agent_id={self.agent_id})"
