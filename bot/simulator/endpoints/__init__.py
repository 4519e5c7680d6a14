"""The API of WeCom, one module per subject (接口)."""

from bot.simulator.call import Endpoint
from bot.simulator.endpoints import agent, contacts, customers, files, identity, sending, tokens

ENDPOINTS: dict[str, Endpoint] = {
    **tokens.ENDPOINTS,
    **sending.ENDPOINTS,
    **files.ENDPOINTS,
    **contacts.ENDPOINTS,
    **agent.ENDPOINTS,
    **identity.ENDPOINTS,
    **customers.ENDPOINTS,
}
