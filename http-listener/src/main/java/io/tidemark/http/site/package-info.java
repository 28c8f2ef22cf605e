/**
 * What browsers are let do: the hosts by which a node is asked, the other sites that may ask it, and what each answer says
 * to a browser. Knows nothing of who asks. Read {@link io.tidemark.http.site.Names} first.
 */
package io.tidemark.http.site;
