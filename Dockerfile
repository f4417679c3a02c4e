# Redline in one image: `redline run` runs all roles; `python -m workers checker` (poller, deliverer, keeper, web) runs one.
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY monitor monitor
COPY workers workers
# The lock also holds what tests and builds need; the image takes what Redline itself depends on, at the locked versions.
RUN python -m venv /opt/redline \
 && sed -E 's/ *\\$//; /^ +--hash/d; /^ +#/d' requirements.lock > /tmp/constraints.txt \
 && /opt/redline/bin/pip install --no-cache-dir --constraint /tmp/constraints.txt . \
 && find /opt/redline -name __pycache__ -prune -exec rm -rf {} +

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Redline" org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --home-dir /data --create-home redline
COPY --from=build /opt/redline /opt/redline
COPY config /etc/redline
ENV PATH=/opt/redline/bin:$PATH PYTHONUNBUFFERED=1 \
    REDLINE_DATA_DIR=/data REDLINE_WEB_HOST=0.0.0.0 REDLINE_LOG_FORMAT=json
USER redline
WORKDIR /data
VOLUME /data
EXPOSE 8340
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8340/livez', timeout=4)"]
CMD ["redline", "run", "--config", "/etc/redline/redline.toml"]
