package io.tidemark.launcher.access;

import io.tidemark.launcher.config.AccessKeys.Insecurity;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Key;
import java.util.List;

/**
 * What a listener must ask of those beyond this machine: who they are, and that nobody reads along. A node that does not
 * is not started, unless the operator wrote in words that it may.
 *
 * @param host the key of the address
 * @param insecure the key of what it may do without
 */
record Exposure(Key<String> host, Key<List<Insecurity>> insecure) {

    /**
     * @param authentication what makes it know who asks
     * @throws ConfigException if it would do without what it may not
     */
    void require(Config config, boolean knowsWhoAsks, String authentication, boolean isEncrypted) {
        String address = config.value(host);
        if (Loopback.is(address)) {
            return;
        }
        List<Insecurity> allowed = config.value(insecure);
        if (!knowsWhoAsks && !allowed.contains(Insecurity.NO_AUTHENTICATION)) {
            throw fault(
                    config,
                    address + " is reached from beyond this machine, and nobody is asked who they are",
                    authentication + ", listen on 127.0.0.1, or write " + insecure.name()
                            + "=no-authentication,no-tls if anybody who reaches it may do everything");
        }
        if (!isEncrypted && !allowed.contains(Insecurity.NO_TLS)) {
            throw fault(
                    config,
                    address + " is reached from beyond this machine, and what is said there can be read on the way",
                    "set up TLS (the http.tls. or nodes.tls. keys), listen on 127.0.0.1, or write " + insecure.name()
                            + "=no-tls if something in front of it does TLS or nobody can listen");
        }
    }

    private ConfigException fault(Config config, String what, String mend) {
        return new ConfigException("TM-CFG-033", config.source() + ", key " + host.name(), what, mend);
    }
}
