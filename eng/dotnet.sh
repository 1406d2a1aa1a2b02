# Sourced by ./clearbar and ./test: finds the .NET SDK, or says how to get it. Expects ROOT, sets DOTNET.

export DOTNET_CLI_TELEMETRY_OPTOUT="${DOTNET_CLI_TELEMETRY_OPTOUT:-1}"
export DOTNET_NOLOGO="${DOTNET_NOLOGO:-1}"

find_dotnet() {
    local candidate
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "$HOME/.dotnet/dotnet" /usr/lib/dotnet/dotnet /usr/share/dotnet/dotnet; do
        if [[ -n "$candidate" && -x "$candidate" ]]; then
            DOTNET="$candidate"
            return 0
        fi
    done

    sdk_hint "The .NET 10 SDK was not found."
    return 1
}

# Asks the SDK itself (it honours global.json); about 0.1 s, so only before a build.
require_sdk() {
    local answer
    find_dotnet || return 1
    if ! answer="$(cd "$ROOT" && "$DOTNET" --version 2>&1)"; then
        sdk_hint "$DOTNET does not offer a .NET 10 SDK; it says:"$'\n'"$(head -3 <<<"$answer" | sed 's/^/    /')"
        return 1
    fi
}

sdk_hint() {
    {
        echo "clearbar: $1"
        echo "  Install it from https://dotnet.microsoft.com/download/dotnet/10.0, or for this user only:"
        echo "  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0"
    } >&2
}
