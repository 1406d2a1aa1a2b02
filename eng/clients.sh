# Sourced by ./test: installs the npm packages of tests/clients (the vendors' own SDKs, driven by the end-to-end tests). Expects ROOT.

set_up_clients() {
    local folder="$ROOT/tests/clients" installed
    [[ -f "$folder/package-lock.json" ]] || return 0
    install_node || return 1
    installed="$folder/node_modules/.clearbar-lock"
    if ! cmp -s "$folder/package-lock.json" "$installed"; then
        echo "== npm ci (tests/clients)"
        (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) </dev/null || return 1
        cp "$folder/package-lock.json" "$installed"
    fi
}

install_node() {
    command -v node >/dev/null && command -v npm >/dev/null && return 0
    if [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
        echo "== apt-get install nodejs npm"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nodejs npm </dev/null && return 0
    fi

    echo "test: Node.js 20 or later with npm is needed for the SDK tests: install it (https://nodejs.org), or run ./test --fast" >&2
    return 1
}
