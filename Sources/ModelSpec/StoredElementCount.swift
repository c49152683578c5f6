/// The tile of a matrix that shares one scale in FP8 files (arXiv 2412.19437, section 3.3.2).
public struct ScaleBlock: Sendable, Hashable {
  /// Rows of a tile.
  public var rows: Int
  /// Columns of a tile.
  public var columns: Int

  /// A tile of at least one row and one column, or `nil`.
  public init?(rows: Int, columns: Int) {
    guard rows >= 1, columns >= 1 else { return nil }
    self.rows = rows
    self.columns = columns
  }

  /// Scales of one matrix: a tile at the edge takes one too.
  package func scaleCount(rows matrixRows: Int, columns matrixColumns: Int) -> Int {
    ((matrixRows - 1) / rows + 1) * ((matrixColumns - 1) / columns + 1)
  }
}

/// The numbers that a published set of weights stores, parameters and others, before any is read.
public struct StoredElementCount: Sendable, Hashable {
  /// Parameters of the model, a vision tower included.
  public var parameters: Int
  /// Parameters that only the modules for further tokens have.
  public var predictionModules: Int
  /// The embedding and the head that each of those modules stores once more.
  public var duplicates: Int
  /// Scales of FP8 tiles.
  public var blockScales: Int

  /// All numbers: what model hubs show as a model's size.
  public var total: Int { parameters + predictionModules + duplicates + blockScales }
}

extension ModelSpec {
  /// Scales that an FP8 file keeps for the tiles of its matrices: those of attention and
  /// feed-forward parts, prediction modules included; not of embedding, head, routers, and the
  /// matrices that join state and embedding.
  public func blockScaleCount(_ block: ScaleBlock) -> Int {
    let perLayer = layers.map { layer in
      layer.tensors(modelDimension: modelDimension).reduce(0) { sum, tensor in
        let (role, shape) = tensor
        guard shape.count >= 2, role != .router, role != .sharedScale else { return sum }
        let copies = shape.dropLast(2).reduce(1, *)
        let matrix = shape.suffix(2)
        return sum
          + copies * block.scaleCount(rows: matrix.first ?? 1, columns: matrix.last ?? 1)
      }
    }
    return perLayer.reduce(0, +) + predictionModules * (perLayer.last ?? 0)
  }

  /// Elements that a published set of weights of this model stores, if it stores what DeepSeek-V3's
  /// does: prediction modules with an embedding and a head of their own, and scales where matrices
  /// are FP8.
  ///
  /// - Parameter block: The tile of one scale, or `nil` if weights are not scaled by tiles.
  public func storedElements(scaledBy block: ScaleBlock? = nil) -> StoredElementCount {
    let count = ParameterCount(self)
    return StoredElementCount(
      parameters: count.total, predictionModules: count.predictionModules,
      duplicates: predictionModules * 2 * vocabularySize * modelDimension,
      blockScales: block.map(blockScaleCount) ?? 0)
  }
}
