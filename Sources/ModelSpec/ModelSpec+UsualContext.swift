extension ModelSpec {
  /// Positions beyond which no context goes unless told.
  package static let longestUsualContext = 8192

  /// Positions of a sequence unless told, memory aside: as many as the model was made for, and no
  /// more than 8,192.
  package var usualContext: Int { min(contextLength, Self.longestUsualContext) }
}
