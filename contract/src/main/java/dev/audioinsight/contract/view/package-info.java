/** Results as people read them, for every command that shows some. */
package dev.audioinsight.contract.view;
