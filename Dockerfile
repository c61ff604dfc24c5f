FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    GRANTS_HOME=/data

RUN useradd --uid 1000 --create-home grants && install -d -o grants -g grants /data

WORKDIR /app
COPY . .
RUN pip install --constraint constraints.txt ".[postgresql]"

USER grants
CMD ["python", "worker.py"]
