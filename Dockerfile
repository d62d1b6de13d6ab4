# One image for every role; docker-compose.yml says which one a container plays.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --no-audit --no-fund
# Only what runs, by name: no data folder, secrets or tests can slip into the image.
COPY *.ts *.json docent.js start.js ./
COPY commands ./commands
COPY db ./db
COPY shared ./shared
COPY server ./server
COPY worker ./worker
COPY admin ./admin
COPY examples ./examples
RUN npm run build \
  && npm prune --omit=dev --no-audit --no-fund \
  # This image has Node 24 itself; the copy that npm brings for other machines is not needed.
  && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app ./
# A new volume takes over the owner of the folder it is mounted on. A container that starts again finds its compiled code.
RUN mkdir -p /data/blobs /data/app-keys /data/erasure-journal node_modules/.cache/compiled \
  && chown -R node:node /data node_modules/.cache
USER node
EXPOSE 3000
CMD ["node", "start.js"]
