package io.tidemark.http.exchange;

import io.tidemark.http.access.Asker;
import io.tidemark.http.access.Right;

/** What right a route needs. */
public enum Access {
    /** None: a health check, the console's own files. */
    OPEN {
        @Override
        public boolean isGivenTo(Asker asker) {
            return true;
        }
    },
    /** To be somebody: what of the answers may be seen is said by the grants. */
    READ {
        @Override
        public boolean isGivenTo(Asker asker) {
            return !asker.isStranger();
        }
    },
    /** To see how the node fares, and to steer it: the right operate for every aggregation, with all of its groups. */
    OPERATE {
        @Override
        public boolean isGivenTo(Asker asker) {
            return asker.mayWithAll(Right.OPERATE);
        }
    },
    /** To be another node of the same installation, which is who a node's own listener knows. */
    NODE {
        @Override
        public boolean isGivenTo(Asker asker) {
            return !asker.isStranger();
        }
    };

    public abstract boolean isGivenTo(Asker asker);
}
