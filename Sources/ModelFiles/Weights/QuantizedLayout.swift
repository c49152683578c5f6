/// The way in which one quantiser stores a matrix in safetensors: which tensor holds its values, by
/// what it is known, and how many bits a value takes.
///
/// A matrix whose original name is `m` + `whole` (`model.layers.0.mlp.up_proj.weight`) has its
/// values under `m` + `values`, and all that stands under the same module beside them, but for the
/// bias, is the quantiser's: scales, zero points, orders, tables.
struct QuantizedLayout: Sendable, Hashable {
  /// The source that tells the bits of one value.
  enum Bits: Sendable, Hashable {
    /// Always so many.
    case fixed(Int)
    /// Each element of the tensor is one value.
    case element
    /// The configuration, or so many where it does not say.
    case declared(Int)
    /// Packed zero points beside their scales, one of each for a group; else the configuration, or
    /// so many.
    case zeros(Int)
    /// The columns that the scales cover: groups times the declared size of one, or times the
    /// given size.
    case groups(of: Int, bits: Int)
    /// Not to be told from a header: code books, or bits that differ within a matrix.
    case unknown
  }

  /// The method's name for people.
  var method: String
  /// End of the name of the tensor with the values.
  var values: String
  /// End of the original matrix's name in its place.
  var whole = ".weight"
  /// Types that the values are stored in.
  var types: Set<String>
  /// Ends of the names that stand beside the values: one of them tells the layout; none are needed
  /// where `values` says enough.
  var marks: [String] = []
  /// Types of the mark, or all.
  var markTypes: Set<String> = []
  /// Tells whether the values' last extent differs from the mark's: AWQ packs the outputs that its
  /// scales have, GPTQ the inputs.
  var isPackedUnlikeMark = false
  /// Tells whether the parts are told by their ends alone, since they have no module of their own.
  var hasNoModule = false
  /// Bits of a value.
  var bits: Bits

  /// The module's part of a name that can be this layout's values.
  func stem(of name: String) -> Substring? {
    name.hasSuffix(values) ? name.dropLast(values.count) : nil
  }

  /// The module whose matrix a tensor holds in this layout.
  func module(of entry: WeightEntry, _ find: (String) -> WeightEntry?) -> Substring? {
    guard types.contains(entry.formatName), let stem = stem(of: entry.name) else { return nil }
    guard !marks.isEmpty else { return stem }
    for mark in marks {
      guard let beside = find(stem + mark) else { continue }
      if isPackedUnlikeMark, beside.shape.last == entry.shape.last { continue }
      if markTypes.isEmpty || markTypes.contains(beside.formatName) { return stem }
    }
    return nil
  }

  /// The first layout of the table that a tensor's name, type and neighbours fit.
  static func of(
    _ entry: WeightEntry, _ find: (String) -> WeightEntry?
  ) -> (layout: QuantizedLayout, module: Substring)? {
    for layout in table(forType: entry.formatName) {
      if let module = layout.module(of: entry, find) { return (layout, module) }
    }
    return nil
  }

  /// Names that a matrix's values may have instead of its own.
  static func namesOfValues(for name: String) -> [String] {
    all.compactMap { layout in
      guard name.hasSuffix(layout.whole), layout.values != layout.whole else { return nil }
      return String(name.dropLast(layout.whole.count)) + layout.values
    }
  }
}

extension WeightFile {
  /// Tells whether there is a matrix of this name, as it is or as a quantiser stores it.
  func containsMatrix(_ name: String) -> Bool {
    contains(name) || QuantizedLayout.namesOfValues(for: name).contains(where: contains)
  }
}
