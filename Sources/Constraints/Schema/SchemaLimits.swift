/// Bounds on the work that a schema may cause before it is refused.
package struct SchemaLimits: Sendable {
  /// The greatest number of shapes.
  package var shapes = 50_000
  /// The greatest number of alternatives of one shape.
  package var alternatives = 1_024
  /// The greatest number of alternatives that are made in total, those included that turn out to
  /// be empty.
  package var steps = 50_000
  /// The greatest depth to which shapes are worked out inside each other.
  package var depth = 192

  /// The bounds that are meant for requests of strangers.
  package init() {}
}
