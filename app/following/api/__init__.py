"""JSON routes of following."""

from app.following.api.events import router as events
from app.following.api.subscriptions import router as subscriptions
from app.following.api.webhook_endpoints import router as webhook_endpoints

routers = (subscriptions, events, webhook_endpoints)
