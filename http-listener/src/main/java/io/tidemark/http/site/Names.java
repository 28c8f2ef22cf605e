package io.tidemark.http.site;

import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.ProblemException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * The hosts by which a node is asked. A request for another was brought here by a name that a stranger gives out for this
 * address, so that a page of the stranger's counts as one of this node's (DNS rebinding). Safe for use by many threads.
 */
public final class Names {
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}|\\[[0-9a-fA-F:.%]+]");

    private final Set<String> known = new HashSet<>();
    private final boolean any;

    /** @param host that is listened on */
    public Names(String host, Sites sites) {
        known.add("localhost");
        known.add(plain(host));
        sites.names().forEach(name -> known.add(plain(name)));
        any = sites.names().contains(Sites.ANY);
    }

    /** Refuses a request for another host. */
    public void check(Request request) {
        String host = request.getHttpURI().getHost();
        // As it usually is: a look-up, since the parser keeps what a connection sends again and again.
        if (any || host == null || known.contains(host) || isOurs(request, host)) {
            return;
        }
        throw foreign(host);
    }

    private boolean isOurs(Request request, String host) {
        return known.contains(plain(host)) || (ADDRESS.matcher(host).matches() && isAddressed(request, host));
    }

    /** An address is no name that somebody gives out; this one must be the one that the request came to. */
    private static boolean isAddressed(Request request, String host) {
        try {
            InetAddress asked = InetAddress.getByName(host);
            return asked.isLoopbackAddress()
                    || (request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress here
                            && asked.equals(here.getAddress()));
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }

    private static String plain(String host) {
        String plain = host.toLowerCase(Locale.ROOT);
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }

    private static ProblemException foreign(String host) {
        return HttpFault.MISDIRECTED.at(
                "header Host",
                "\"" + host + "\" is not a name of this node",
                "ask it by its address, or add the name to http.names");
    }
}
