/** Real parts that tests of several modules put in front of, or behind, what they test. */
package dev.audioinsight.testing;
