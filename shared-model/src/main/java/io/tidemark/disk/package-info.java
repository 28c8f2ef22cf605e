/** Local directories of a process's own. Knows nothing else. */
package io.tidemark.disk;
