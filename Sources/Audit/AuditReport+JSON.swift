public import JSON

extension AuditReport {
  /// The audit as a JSON object.
  public var json: JSONValue {
    .members([
      "profile": .string(profile.rawValue),
      "passes": .bool(passes), "verdict": .string(verdict.rawValue),
      "summary": .members([
        "pass": .integer(count(of: .pass)), "warn": .integer(count(of: .warn)),
        "fail": .integer(count(of: .fail)), "unknown": .integer(count(of: .unknown)),
      ]),
      "checks": .array(checks.map(\.json)),
      "machine": machine.json,
    ])
  }
}

extension AuditCheck {
  /// The check as a JSON object.
  public var json: JSONValue {
    .members([
      "id": .string(id.rawValue), "title": .string(title), "status": .string(status.rawValue),
      "found": .optional(found), "required": .string(required),
      "requiredBy": .string(requiredBy.rawValue), "advice": .optional(advice),
      "evidence": .string(evidence),
    ])
  }
}
