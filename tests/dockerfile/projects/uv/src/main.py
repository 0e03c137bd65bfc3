import uvicorn
from fastapi import FastAPI
from model import answer

app = FastAPI()
app.get("/")(answer)

if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=9000)
