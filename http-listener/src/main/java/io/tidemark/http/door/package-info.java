/**
 * Where a request is asked who sends it, on its way through a listener: the replies to who is not let in, and the threads that
 * look at passwords. Read {@link io.tidemark.http.door.Door}.
 */
package io.tidemark.http.door;
