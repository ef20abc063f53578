/** Results as one page that can be opened anywhere. */
package dev.audioinsight.cli.report;
