extension TemplateText {
  func uppercased() -> TemplateText {
    mapScalars { scalar, _ in scalar.properties.uppercaseMapping }
  }

  func lowercased() -> TemplateText {
    mapScalars { scalar, offset in
      if scalar == "Σ", isFinalSigma(at: offset) { return "ς" }
      return scalar.properties.lowercaseMapping
    }
  }

  /// The first scalar in title case, the rest in lower case.
  func capitalized() -> TemplateText {
    let lower = lowercased()
    guard !isEmpty else { return self }
    let (first, width) = scalar(at: 0)
    let lowerWidth = first.properties.lowercaseMapping.utf8.count
    var result = TemplateText(first.properties.titlecaseMapping, origin: origin(at: 0))
    result.isMarkup = isMarkup
    result.append(
      isUppercaseSigma(first) ? slice(from: width).lowercased() : lower.slice(from: lowerWidth))
    return result
  }

  /// Python's `str.title`: letters after something without case in title case, others in
  /// lower case.
  func titlecased() -> TemplateText {
    var previousIsCased = false
    return mapScalars { scalar, offset in
      defer { previousIsCased = scalar.properties.isCased }
      guard previousIsCased else { return scalar.properties.titlecaseMapping }
      if scalar == "Σ", isFinalSigma(at: offset) { return "ς" }
      return scalar.properties.lowercaseMapping
    }
  }

  func caseSwapped() -> TemplateText {
    mapScalars { scalar, offset in
      if scalar.properties.isUppercase {
        return scalar == "Σ" && isFinalSigma(at: offset) ? "ς" : scalar.properties.lowercaseMapping
      }
      return scalar.properties.isLowercase ? scalar.properties.uppercaseMapping : String(scalar)
    }
  }

  /// Tells whether there are letters with case and all of them pass.
  func hasOnlyCase(_ test: (Unicode.Scalar.Properties) -> Bool) -> Bool {
    var hasCased = false
    for scalar in string.unicodeScalars {
      let properties = scalar.properties
      if test(properties) {
        hasCased = true
      } else if properties.isUppercase || properties.isLowercase
        || properties.generalCategory == .titlecaseLetter
      {
        return false
      }
    }
    return hasCased
  }

  private func isUppercaseSigma(_ scalar: Unicode.Scalar) -> Bool { scalar == "Σ" }

  /// The one conditional mapping of Unicode's SpecialCasing that Python applies.
  private func isFinalSigma(at offset: Int) -> Bool {
    var before = offset
    var hasCasedBefore = false
    while before > 0 {
      before = start(before: before)
      let properties = scalar(at: before).scalar.properties
      if properties.isCaseIgnorable { continue }
      hasCasedBefore = properties.isCased
      break
    }
    guard hasCasedBefore else { return false }
    var after = offset + 2
    while after < bytes.count {
      let (scalar, width) = scalar(at: after)
      if !scalar.properties.isCaseIgnorable { return !scalar.properties.isCased }
      after += width
    }
    return true
  }
}
