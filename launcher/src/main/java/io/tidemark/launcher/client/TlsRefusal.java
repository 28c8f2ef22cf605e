package io.tidemark.launcher.client;

import io.tidemark.fault.Reason;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Why a node cannot be asked over TLS, and what to do about it. */
final class TlsRefusal {
    private static final int DEEPEST = 20;

    private TlsRefusal() {}

    /** In words: fault and mend. */
    static String of(SSLException refused) {
        if (has(refused, CertificateExpiredException.class)) {
            return "has a certificate that is no longer valid: " + Reason.of(deepest(refused))
                    + "; have a new one put there, or set this machine's clock";
        } else if (has(refused, CertificateNotYetValidException.class)) {
            return "has a certificate that is not valid yet: " + Reason.of(deepest(refused))
                    + "; set the clock of the machine that is behind or ahead";
        } else if (has(refused, CertPathValidatorException.class) || has(refused, CertPathBuilderException.class)) {
            return "has a certificate of somebody who is not trusted here: " + Reason.of(refused)
                    + "; name who vouches for it with --ca";
        } else if (has(refused, CertificateException.class)) {
            return "has a certificate of another name: " + Reason.of(refused) + "; ask it by a name that is in it";
        } else if (refused instanceof SSLHandshakeException) {
            return "refuses what is offered over TLS: " + Reason.of(refused)
                    + "; a speed node answers only nodes, which have a certificate: ask a serving node";
        }
        return "does not speak TLS: " + Reason.of(refused) + "; ask for http:// in place of https://";
    }

    private static boolean has(Throwable refused, Class<? extends Throwable> kind) {
        Throwable each = refused;
        for (int depth = 0; each != null && depth < DEEPEST; depth++) {
            if (kind.isInstance(each)) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    private static Throwable deepest(Throwable refused) {
        Throwable each = refused;
        for (int depth = 0; each.getCause() != null && depth < DEEPEST; depth++) {
            each = each.getCause();
        }
        return each;
    }
}
