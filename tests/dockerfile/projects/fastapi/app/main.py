from fastapi import FastAPI

from app import health

app = FastAPI()
app.include_router(health.router)


@app.get("/predict/{item}")
def predict(item: int) -> int:
    return item * 2
