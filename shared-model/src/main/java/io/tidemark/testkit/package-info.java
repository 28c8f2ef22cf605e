/** For tests, ours and our users': the oracle, laws and fakes. Nothing in production imports it. */
package io.tidemark.testkit;
