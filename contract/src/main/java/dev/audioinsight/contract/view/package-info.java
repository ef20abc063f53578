/**
 * Results as people and other programs read them, for every command that shows some.
 *
 * <p>A {@link dev.audioinsight.contract.view.ResultFormat} says how, a {@link
 * dev.audioinsight.contract.view.ResultOutput} where to. Names and texts may be anybody's: each
 * format makes them harmless in its own way.
 */
package dev.audioinsight.contract.view;
