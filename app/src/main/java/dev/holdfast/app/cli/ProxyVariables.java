package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// The HTTP proxy that the environment names, as curl and others read it.
final class ProxyVariables {

    private final Surroundings surroundings;

    ProxyVariables(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// The proxy on the way to a server, null if there is none: `https_proxy` or
    /// `http_proxy`, in small letters or capitals, unless `no_proxy` names the host.
    @Nullable
    URI find(String scheme, String host) throws CommandException {
        var name = scheme.toLowerCase(Locale.ROOT) + "_proxy";
        var address = variable(name);
        if (address.isEmpty() || isExcepted(host)) return null;
        try {
            var proxy = new URI(address.contains("://") ? address : "http://" + address);
            if (proxy.getHost() != null) return proxy;
        } catch (URISyntaxException e) {
            throw malformed(name, address);
        }
        throw malformed(name, address);
    }

    private boolean isExcepted(String host) {
        for (var one : variable("no_proxy").split(",", -1)) {
            var name = one.strip().toLowerCase(Locale.ROOT);
            if (name.startsWith("*.")) name = name.substring(1);
            if (name.isEmpty()) continue;
            var wanted = host.toLowerCase(Locale.ROOT);
            var suffix = name.startsWith(".") ? name : "." + name;
            if (name.equals("*") || wanted.equals(name) || wanted.endsWith(suffix)) return true;
        }
        return false;
    }

    private String variable(String name) {
        var small = surroundings.variable(name);
        return small.isEmpty() ? surroundings.variable(name.toUpperCase(Locale.ROOT)) : small;
    }

    private static CommandException malformed(String name, String address) {
        return CommandException.usage(
                name + ": " + Printable.of(address) + " is no address of a proxy", null);
    }
}
