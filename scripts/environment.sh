# shellcheck shell=bash
# Sourced by every script here: where the repository is, and how its package is built.
#
#   root              the repository, as an absolute path
#   load_environment  after scripts/setup: finds the libraries and the Python that it made
#   swift_flags       what every `swift build` and `swift test` is given, so that they share one build
#   build_release     leaves the executable in "$binaries"
#   say, fail         one line on standard error; fail ends the script with status 1
#
# With DEEPLINEAR_STRICT=1 a warning in our own targets is an error. Flags are part of a build's
# identity, so the strict build has a folder of its own and never disturbs the ordinary one.

root="$(CDPATH='' cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$(basename "$0"): $*"
  exit 1
}

# `usage "$0"` prints the comment that opens a script.
usage() { awk 'NR == 1 { next } /^#/ { sub(/^# ?/, ""); print; next } { exit }' "$1"; }

# Package.swift then takes the tested versions of other packages alone.
export DEEPLINEAR_TESTED_VERSIONS=1

swift_flags=(--package-path "$root")
if [[ "${DEEPLINEAR_STRICT:-0}" == 1 ]]; then
  swift_flags+=(--scratch-path "$root/.build/strict" -Xswiftc -warnings-as-errors)
fi

# The folder of the release products, one link whatever the platform's triple.
binaries="$root/.build/release"
if [[ "${DEEPLINEAR_STRICT:-0}" == 1 ]]; then binaries="$root/.build/strict/release"; fi

# Finds what scripts/setup has made: libraries below a prefix, the Python of .venv.
load_environment() {
  # Written by `scripts/setup --prefix DIR`; adds to swift_flags.
  # shellcheck source=/dev/null
  if [[ -f "$root/.deps/env" ]]; then source "$root/.deps/env"; fi
  if [[ -x "$root/.venv/bin/python3" ]]; then
    export VIRTUAL_ENV="$root/.venv" PATH="$root/.venv/bin:$PATH"
  fi
}

# Builds the `deeplinear` executable; the compiler's output goes to standard error.
build_release() {
  if [[ ! -x "$binaries/deeplinear" ]]; then
    say "Building DeepLinear (the first time takes a few minutes) …"
  fi
  swift build "${swift_flags[@]}" -c release --product deeplinear >&2
  # The commit for provenance.json: only where what was built is exactly that.
  local commit changes
  if commit="$(git -C "$root" rev-parse HEAD 2>/dev/null)" && changes="$(git -C "$root" status --porcelain)"; then
    if [[ -z "$changes" ]]; then export DEEPLINEAR_COMMIT="$commit"; fi
  fi
}
