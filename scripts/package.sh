#!/usr/bin/env bash
# Makes dist/vodhook-VERSION-linux-ARCH.tar.gz and dist/vodhook_VERSION_ARCH.deb from a stripped release binary with
# the Swift runtime linked in, and checks both from a clean root that holds the declared libraries and nothing else.
# Installs if missing: libcurl4-openssl-dev, binutils, dpkg-dev.
# usage: scripts/package.sh [BINARY]   (BINARY: do not build, take this one)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/setup.sh
need libcurl4-openssl-dev binutils dpkg-dev

say() { echo "== $*" >&2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

binary=${1:-}
if [ -z "$binary" ]; then
    commit=$(git rev-parse --short=12 HEAD 2>/dev/null || true)
    if [ -n "$commit" ] && [ -n "$(git status --porcelain)" ]; then
        say "there are changes without a commit, so --version names none"
        commit=""
    fi
    say "build, a few minutes"
    options=(-c release --product vodhook --static-swift-stdlib --scratch-path .build/package)
    VODHOOK_COMMIT="$commit" swift build "${options[@]}" >&2
    binary="$(swift build "${options[@]}" --show-bin-path)/vodhook"
fi

say "files"
strip --strip-all -o "$work/vodhook" "$binary"
version=$("$work/vodhook" --version | cut -d ' ' -f 2)
machine=$(uname -m)
architecture=$(dpkg --print-architecture)
mkdir -p "$work/completions" dist
"$work/vodhook" man >"$work/vodhook.1"
"$work/vodhook" --generate-completion-script bash >"$work/completions/vodhook.bash"
"$work/vodhook" --generate-completion-script zsh >"$work/completions/_vodhook"
"$work/vodhook" --generate-completion-script fish >"$work/completions/vodhook.fish"

# The archive: one folder, to be unpacked anywhere.
name="vodhook-$version-linux-$machine"
mkdir "$work/$name"
cp -r "$work/vodhook" "$work/vodhook.1" "$work/completions" LICENSE README.md docs scenarios examples "$work/$name/"
stamp=$(git log -1 --format=%ct 2>/dev/null || date +%s)
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$stamp" -C "$work" -cf - "$name" | gzip -n \
    >"dist/$name.tar.gz"

# The package.
tree="$work/tree"
place() { install -D -m "$1" "$2" "$tree/$3"; }
place 755 "$work/vodhook" usr/bin/vodhook
gzip -n -9 -c "$work/vodhook.1" >"$work/vodhook.1.gz"
place 644 "$work/vodhook.1.gz" usr/share/man/man1/vodhook.1.gz
place 644 "$work/completions/vodhook.bash" usr/share/bash-completion/completions/vodhook
place 644 "$work/completions/_vodhook" usr/share/zsh/vendor-completions/_vodhook
place 644 "$work/completions/vodhook.fish" usr/share/fish/vendor_completions.d/vodhook.fish
place 644 README.md usr/share/doc/vodhook/README.md
{
    cat LICENSE
    echo
    echo "The program contains the Swift runtime and Swift packages under the Apache License 2.0, which is in"
    echo "/usr/share/common-licenses/Apache-2.0."
} >"$work/copyright"
place 644 "$work/copyright" usr/share/doc/vodhook/copyright
mkdir -p "$tree/usr/share/vodhook"
cp -r docs examples "$tree/usr/share/doc/vodhook/"
cp -r scenarios "$tree/usr/share/vodhook/"

# What the binary needs, with the versions from which on its symbols are there.
mkdir -p "$work/shlibdeps/debian" "$tree/DEBIAN"
printf 'Source: vodhook\n\nPackage: vodhook\nArchitecture: any\n' >"$work/shlibdeps/debian/control"
depends=$(cd "$work/shlibdeps" && dpkg-shlibdeps -O -e"$tree/usr/bin/vodhook" | sed -n 's/^shlibs:Depends=//p')
[[ "$depends" == *libcurl4* ]] || { echo "the binary does not ask for libcurl4: $depends" >&2; exit 1; }
cat >"$tree/DEBIAN/control" <<CONTROL
Package: vodhook
Version: $version
Architecture: $architecture
Maintainer: The makers of vodhook <vodhook@example.invalid>
Installed-Size: $(du -sk "$tree/usr" | cut -f 1)
Depends: $depends
Section: devel
Priority: optional
Description: tests the code that receives video-on-demand callbacks
 vodhook plays Alibaba Cloud VOD, Volcengine VOD and BytePlus VOD: it makes up
 a video, produces the events the vendor would send about it, signs them,
 delivers them with the vendor's timeout and retries, and checks the answers.
CONTROL
package="vodhook_${version}_$architecture.deb"
SOURCE_DATE_EPOCH=$stamp dpkg-deb --root-owner-group --build "$tree" "dist/$package" >&2

say "a clean root with the declared libraries"
# The declared packages and all that they depend on, as they are on this machine.
declare -A wanted=()
queue=$(sed 's/([^)]*)//g; s/,/ /g' <<<"$depends")
while [ -n "${queue// /}" ]; do
    next=""
    for one in $queue; do
        one=${one%%:*}
        [ -z "${wanted[$one]:-}" ] || continue
        # A virtual package, or the other side of an alternative: the one that is installed counts.
        status=$(dpkg-query -W -f '${db:Status-Abbrev}' "$one" 2>/dev/null || true)
        [[ "$status" == ii* ]] || continue
        wanted[$one]=1
        next+=" $(dpkg-query -W -f '${Pre-Depends}, ${Depends}' "$one" | sed 's/([^)]*)//g; s/[,|]/ /g')"
    done
    queue=$next
done
root="$work/root"
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/triggers" "$root/tmp"
for one in "${!wanted[@]}"; do
    dpkg-query -s "$one" >>"$root/var/lib/dpkg/status"
    echo >>"$root/var/lib/dpkg/status"
    cp /var/lib/dpkg/info/"$one"{,:*}.list "$root/var/lib/dpkg/info/" 2>/dev/null || true
    dpkg-query -L "$one"
done | { grep -v '^/\.$' || true; } | while read -r path; do
    [ ! -f "$path" ] && [ ! -L "$path" ] || echo "$path"
done | sort -u >"$work/files"
# Merged folders (/lib is usr/lib) stay links.
for link in bin sbin lib lib32 lib64 libx32; do [ ! -L "/$link" ] || cp -a "/$link" "$root/"; done
mkdir -p "$root"/usr/{bin,sbin,lib,lib32,lib64,libx32}
tar --verbatim-files-from -C / -cf - --files-from <(sed 's|^/||' "$work/files") | tar -C "$root" --keep-directory-symlink -xf -
cp -a "$root" "$work/other-root"
echo "${#wanted[@]} packages: $depends" >&2

# usage: inside ROOT COMMAND... (as root, or as root of a user namespace; a Swift program finds its arguments in /proc)
inside() {
    local root=$1 options=(--mount)
    shift
    [ "$(id -u)" -eq 0 ] || options+=(--user --map-root-user)
    mkdir -p "$root/proc"
    unshare "${options[@]}" sh -c \
        'mount --rbind /proc "$0/proc" && exec env -i PATH=/usr/bin:/bin /usr/sbin/chroot "$0" "$@"' "$root" "$@"
}

# usage: try ROOT BINARY SCENARIO
try() {
    inside "$1" "$2" --version | tee "$work/output"
    grep -q "^vodhook $version (" "$work/output"
    inside "$1" "$2" run "$3" | tee "$work/output"
    grep -q '^✓ 1 scenario: 1 passed' "$work/output"
}

say "check of dist/$package"
if [ "$(id -u)" -eq 0 ]; then
    # dpkg compares the declared versions with those of the root.
    dpkg --root="$root" --install "dist/$package" >&2
else
    dpkg-deb -x "dist/$package" "$root"
fi
try "$root" /usr/bin/vodhook /usr/share/vodhook/scenarios/aliyun/success.json

say "check of dist/$name.tar.gz"
tar -C "$work/other-root" -xzf "dist/$name.tar.gz"
try "$work/other-root" "/$name/vodhook" "/$name/scenarios/aliyun/one-rendition-fails.json"

ls -l dist >&2
