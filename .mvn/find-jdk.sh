# Sourced by mvnw and holdfast. find_jdk N prints the home of a JDK of version N or newer, or
# says on stderr, in one sentence, what to install.
jdk_version() { # the major version of the JDK in directory $1, 0 if there is none
    [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || { echo 0; return; }
    v=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    echo "${v:-0}"
}

find_jdk() {
    on_path=$(command -v javac 2>/dev/null || true)
    [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ -n "$home" ] && [ -d "$home" ] || continue
        if [ "$(jdk_version "$home")" -ge "$1" ]; then
            echo "$home"
            return 0
        fi
    done
    echo "holdfast: no JDK $1 found on this machine: install one (for example Eclipse Temurin $1, package temurin-$1-jdk) or set JAVA_HOME to it" >&2
    return 1
}
