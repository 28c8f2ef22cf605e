/** JWTs as a way to recognise who asks. Read {@link io.tidemark.http.identity.jwt.Jwts} first. */
package io.tidemark.http.identity.jwt;
