CREATE TABLE "access_events" (
  "tenant" text not null,
  "device" text not null,
  "seq" integer not null,
  "authorization" text,
  "type" text not null,
  "service" text not null,
  "at_ms" integer not null,
  "time_state" text not null,
  "detail" text,
  "listed_ms" integer,
  constraint "access_events_key" primary key ("tenant", "device", "seq")
) strict, without rowid;

CREATE TABLE "account_activity" (
  "tenant" text not null,
  "account" text not null,
  "counter" text not null,
  "month_ms" integer not null,
  "total" text not null,
  "records" integer not null,
  constraint "account_activity_key" primary key ("tenant", "account", "counter", "month_ms")
) strict, without rowid;

CREATE TABLE "account_attributes" (
  "tenant" text not null,
  "account" text not null,
  "attribute" text not null,
  "value" text not null,
  constraint "account_attributes_key" primary key ("tenant", "account", "attribute")
) strict, without rowid;

CREATE TABLE "account_profiles" (
  "tenant" text not null,
  "account" text not null,
  "version" integer not null,
  "parent" text,
  "language" text,
  "legal_name" text,
  "address" text,
  "tax" text,
  "contacts" text not null,
  constraint "account_profiles_key" primary key ("tenant", "account")
) strict;

CREATE TABLE "accounts" (
  "tenant" text not null,
  "account" text not null,
  "name" text not null,
  "zone" text not null,
  "created_ms" integer not null,
  "standing" text default 'good' not null,
  "standing_reason" text,
  "standing_since_ms" integer,
  "erased_ms" integer,
  "erasure_ground" text,
  "folded_name" text default '' not null,
  constraint "accounts_key" primary key ("tenant", "account")
) strict, without rowid;

CREATE TABLE "api_keys" (
  "tenant" text not null,
  "api_key" text not null,
  "account" text not null,
  "role" text not null,
  "label" text not null,
  "secret_hash" blob not null,
  "created_ms" integer not null,
  "revoked_ms" integer,
  constraint "api_keys_key" primary key ("tenant", "api_key")
) strict, without rowid;

CREATE TABLE "audit_entries" (
  "tenant" text not null,
  "entry" text not null,
  "at_ms" integer not null,
  "account" text not null,
  "api_key" text not null,
  "role" text not null,
  "action" text not null,
  "target" text not null,
  "made" text,
  "result" text not null,
  "operator" text,
  constraint "audit_entries_key" primary key ("tenant", "entry")
) strict;

CREATE TABLE "authorizations" (
  "tenant" text not null,
  "authorization" text not null,
  "requester" text not null,
  "device" text not null,
  "service" text not null,
  "action" text not null,
  "from_ms" integer not null,
  "until_ms" integer not null,
  "reference" text,
  "decision" text not null,
  "refusal" text,
  "reasons" text not null,
  "subscription" text,
  "quote" text,
  "permit" blob,
  "outcome" text,
  "revocation_version" integer,
  "revoked_ms" integer,
  "revocation_seq" integer,
  "decided_ms" integer not null,
  "passcode_slot_s" integer,
  "passcode_n" integer,
  "passcode_generation" integer,
  constraint "authorizations_key" primary key ("tenant", "authorization")
) strict;

CREATE TABLE "balances" (
  "tenant" text not null,
  "ledger_account" text not null,
  "currency" text not null,
  "debit" text not null,
  "credit" text not null,
  constraint "balances_key" primary key ("tenant", "ledger_account", "currency")
) strict, without rowid;

CREATE TABLE "batches" (
  "tenant" text not null,
  "device" text not null,
  "first" integer not null,
  "last" integer not null,
  "boot" blob not null,
  "previous" blob not null,
  "payload_hash" blob not null,
  "envelope" blob not null,
  "received_ms" integer not null,
  "forgotten_ms" integer,
  constraint "batches_key" primary key ("tenant", "device", "first")
) strict;

CREATE TABLE "booked_totals" (
  "tenant" text not null,
  "total_key" text not null,
  "exact" text not null,
  "booked" text not null,
  constraint "booked_totals_key" primary key ("tenant", "total_key")
) strict, without rowid;

CREATE TABLE "browser_sessions" (
  "tenant" text not null,
  "token_hash" blob not null,
  "api_key" text not null,
  "expires_ms" integer not null,
  constraint "browser_sessions_key" primary key ("tenant", "token_hash")
) strict, without rowid;

CREATE TABLE "catalogue_versions" (
  "tenant" text not null,
  "version" integer not null,
  "effective_ms" integer not null,
  "published_ms" integer not null,
  "source" text not null,
  "catalogue" text not null,
  "touches" text default 'new' not null,
  constraint "catalogue_versions_key" primary key ("tenant", "version")
) strict;

CREATE TABLE "charge_shares" (
  "tenant" text not null,
  "device" text not null,
  "seq" integer not null,
  "subscription" text not null,
  "price" text not null,
  "account" text not null,
  "authorization" text not null,
  "happened_ms" integer not null,
  "exact" text not null,
  "currency" text not null,
  constraint "charge_shares_key" primary key ("tenant", "account", "happened_ms", "device", "seq", "subscription", "price")
) strict, without rowid;

CREATE TABLE "charges" (
  "tenant" text not null,
  "subscription" text not null,
  "price" text not null,
  "band" text not null,
  "device" text not null,
  "seq" integer not null,
  "authorization" text not null,
  "happened_ms" integer not null,
  "period_ms" integer not null,
  "quantity" text not null,
  "exact" text not null,
  "currency" text not null,
  "explanation" text not null,
  "catalogue_version" integer default 0 not null,
  constraint "charges_key" primary key ("tenant", "subscription", "happened_ms", "device", "seq", "price")
) strict, without rowid;

CREATE TABLE "consents" (
  "tenant" text not null,
  "consent" text not null,
  "owner" text not null,
  "grantee" text not null,
  "service" text not null,
  "device" text,
  "from_ms" integer not null,
  "until_ms" integer,
  "given_ms" integer not null,
  "actions" text,
  constraint "consents_key" primary key ("tenant", "consent")
) strict, without rowid;

CREATE TABLE "coupon_redemptions" (
  "tenant" text not null,
  "coupon" text not null,
  "nth" integer not null,
  "code" text not null,
  "account" text not null,
  "subscription" text not null,
  "catalogue_version" integer not null,
  "terms" text not null,
  "from_ms" integer not null,
  "redeemed_ms" integer not null,
  constraint "coupon_redemptions_key" primary key ("tenant", "coupon", "nth"),
  constraint "coupon_redemptions_once" unique ("tenant", "account", "subscription", "coupon")
) strict;

CREATE TABLE "credits" (
  "tenant" text not null,
  "credit" text not null,
  "account" text not null,
  "minor" text not null,
  "currency" text not null,
  "reason" text,
  "priority" integer not null,
  "granted_ms" integer not null,
  "expires_ms" integer,
  "points" integer,
  constraint "credits_key" primary key ("tenant", "credit")
) strict, without rowid;

CREATE TABLE "day_charges" (
  "tenant" text not null,
  "day" text not null,
  "currency" text not null,
  "exact" text not null,
  "charges" integer not null,
  constraint "day_charges_key" primary key ("tenant", "day", "currency")
) strict, without rowid;

CREATE TABLE "device_claims" (
  "tenant" text not null,
  "claim_hash" blob not null,
  "device" text not null,
  "expires_ms" integer not null,
  "used_by" blob,
  constraint "device_claims_key" primary key ("tenant", "claim_hash")
) strict, without rowid;

CREATE TABLE "device_contacts" (
  "tenant" text not null,
  "device" text not null,
  "connected_ms" integer,
  "told_ms" integer,
  "seq" integer not null,
  "time_state" text,
  constraint "device_contacts_key" primary key ("tenant", "device")
) strict, without rowid;

CREATE TABLE "device_counters" (
  "tenant" text not null,
  "device" text not null,
  "service" text not null,
  "counter" text not null,
  "period_ms" integer not null,
  "quantity" text not null,
  constraint "device_counters_key" primary key ("tenant", "device", "service", "counter", "period_ms")
) strict, without rowid;

CREATE TABLE "device_keypads" (
  "tenant" text not null,
  "device" text not null,
  "actions" text not null,
  constraint "device_keypads_key" primary key ("tenant", "device")
) strict, without rowid;

CREATE TABLE "device_keys" (
  "tenant" text not null,
  "device" text not null,
  "public_key" blob not null,
  "enrolled_ms" integer not null,
  constraint "device_keys_key" primary key ("tenant", "device", "public_key")
) strict, without rowid;

CREATE TABLE "device_owners" (
  "tenant" text not null,
  "device" text not null,
  "from_ms" integer not null,
  "owner" text not null,
  "until_ms" integer,
  constraint "device_owners_key" primary key ("tenant", "device", "from_ms")
) strict, without rowid;

CREATE TABLE "device_revocations" (
  "tenant" text not null,
  "device" text not null,
  "version" integer not null,
  "epoch" integer not null,
  "deny" text not null,
  constraint "device_revocations_key" primary key ("tenant", "device")
) strict, without rowid;

CREATE TABLE "device_sessions" (
  "tenant" text not null,
  "device" text not null,
  "session" text not null,
  "token_hash" blob not null,
  "expires_ms" integer not null,
  "device_nonce" blob,
  constraint "device_sessions_key" primary key ("tenant", "device")
) strict, without rowid;

CREATE TABLE "device_suspensions" (
  "tenant" text not null,
  "device" text not null,
  "from_ms" integer not null,
  "until_ms" integer,
  constraint "device_suspensions_key" primary key ("tenant", "device", "from_ms")
) strict, without rowid;

CREATE TABLE "devices" (
  "tenant" text not null,
  "device" text not null,
  "owner" text not null,
  "label" text not null,
  "services" text not null,
  "state" text not null,
  "epoch" integer not null,
  "created_ms" integer not null,
  "suspended_ms" integer,
  "suspension_reason" text,
  "folded_label" text default '' not null,
  constraint "devices_key" primary key ("tenant", "device")
) strict, without rowid;

CREATE TABLE "disputes" (
  "tenant" text not null,
  "dispute" text not null,
  "account" text not null,
  "month" text not null,
  "subscription" text not null,
  "price" text not null,
  "band" text not null,
  "reason" text not null,
  "state" text not null,
  "opened_ms" integer not null,
  "ended_ms" integer,
  "answer" text,
  "open_line" text,
  "catalogue_version" integer,
  constraint "disputes_key" primary key ("tenant", "dispute")
) strict;

CREATE TABLE "entitlements" (
  "tenant" text not null,
  "entitlement" text not null,
  "subscription" text not null,
  "account" text not null,
  "service" text not null,
  "actions" text not null,
  "reach" text not null,
  "device" text,
  "from_ms" integer not null,
  "until_ms" integer,
  "lease" text,
  "quotas" text,
  "limit_terms" text,
  "entitled_value" text,
  constraint "entitlements_key" primary key ("tenant", "entitlement")
) strict, without rowid;

CREATE TABLE "external_ids" (
  "tenant" text not null,
  "kind" text not null,
  "system" text not null,
  "external_id" text not null,
  "thing" text not null,
  constraint "external_ids_key" primary key ("tenant", "kind", "system", "external_id")
) strict, without rowid;

CREATE TABLE "idempotency_keys" (
  "tenant" text not null,
  "account" text not null,
  "idempotency_key" text not null,
  "fingerprint" blob not null,
  "sealed_answer" blob not null,
  "created_ms" integer not null,
  constraint "idempotency_keys_key" primary key ("tenant", "account", "idempotency_key")
) strict;

CREATE TABLE "journal_heads" (
  "tenant" text not null,
  "device" text not null,
  "boot" blob not null,
  "through" integer not null,
  "head" blob not null,
  "gap_ms" integer,
  constraint "journal_heads_key" primary key ("tenant", "device")
) strict, without rowid;

CREATE TABLE "last_movements" (
  "tenant" text not null,
  "device" text not null,
  "service" text not null,
  "opened_seq" integer not null,
  "closed_seq" integer not null,
  "open_ms" integer,
  constraint "last_movements_key" primary key ("tenant", "device", "service")
) strict, without rowid;

CREATE TABLE "leases" (
  "tenant" text not null,
  "device" text not null,
  "lease_seq" integer not null,
  "signed" blob not null,
  "issued_ms" integer not null,
  "applied_seq" integer,
  constraint "leases_key" primary key ("tenant", "device", "lease_seq")
) strict;

CREATE TABLE "ledger_postings" (
  "tenant" text not null,
  "entry_key" text not null,
  "line" integer not null,
  "ledger_account" text not null,
  "currency" text not null,
  "minor" text not null,
  "at_ms" integer not null,
  constraint "ledger_postings_key" primary key ("tenant", "entry_key", "line")
) strict, without rowid;

CREATE TABLE "ledger_totals" (
  "tenant" text not null,
  "currency" text not null,
  "debit" text not null,
  "credit" text not null,
  constraint "ledger_totals_key" primary key ("tenant", "currency")
) strict, without rowid;

CREATE TABLE "operator_sessions" (
  "tenant" text not null,
  "token_hash" blob not null,
  "operator" text not null,
  "browser" text not null,
  "opened_ms" integer not null,
  "used_ms" integer not null,
  constraint "operator_sessions_key" primary key ("tenant", "token_hash")
) strict, without rowid;

CREATE TABLE "operators" (
  "tenant" text not null,
  "operator" text not null,
  "email" text not null,
  "name" text not null,
  "role" text not null,
  "password_hash" text,
  "totp_secret" blob,
  "totp_step" integer,
  "recovery_codes" text not null,
  "issuer" text,
  "subject" text,
  "created_ms" integer not null,
  "disabled_ms" integer,
  "failures" integer not null,
  "locked_until_ms" integer,
  constraint "operators_key" primary key ("tenant", "operator")
) strict, without rowid;

CREATE TABLE "order_events" (
  "tenant" text not null,
  "order_id" text not null,
  "nth" integer not null,
  "type" text not null,
  "at_ms" integer not null,
  "done_by" text,
  "reason" text,
  constraint "order_events_key" primary key ("tenant", "order_id", "nth")
) strict, without rowid;

CREATE TABLE "order_items" (
  "tenant" text not null,
  "order_id" text not null,
  "nth" integer not null,
  "action" text not null,
  "subscription" text not null,
  "offer" text,
  "catalogue_version" integer,
  "device" text,
  "quantity" integer,
  "coupon" text,
  "starts_ms" integer,
  "effective" text,
  "effective_ms" integer,
  "began" text,
  constraint "order_items_key" primary key ("tenant", "order_id", "nth")
) strict, without rowid;

CREATE TABLE "order_steps" (
  "tenant" text not null,
  "order_id" text not null,
  "step" text not null,
  "due" text,
  "done_ms" integer,
  "done_by" text,
  "reason" text,
  constraint "order_steps_key" primary key ("tenant", "order_id", "step")
) strict, without rowid;

CREATE TABLE "ordered_events" (
  "tenant" text not null,
  "subscription" text not null,
  "period_ms" integer not null,
  "price" text not null,
  "happened_ms" integer not null,
  "device" text not null,
  "seq" integer not null,
  "overlap" text not null,
  "band" text not null,
  "quantity" text not null,
  "catalogue_version" integer default 0 not null,
  constraint "ordered_events_key" primary key ("tenant", "subscription", "period_ms", "price", "happened_ms", "device", "seq", "overlap")
) strict, without rowid;

CREATE TABLE "orders" (
  "tenant" text not null,
  "order_id" text not null,
  "account" text not null,
  "state" text not null,
  "placed_ms" integer not null,
  "expires_ms" integer,
  constraint "orders_key" primary key ("tenant", "order_id")
) strict, without rowid;

CREATE TABLE "outbox" (
  "tenant" text not null,
  "message" text not null,
  "endpoint" text not null,
  "type" text not null,
  "dedupe_key" text not null,
  "payload" text not null,
  "state" text not null,
  "attempts" integer not null,
  "due_ms" integer not null,
  "created_ms" integer not null,
  "delivered_ms" integer,
  "last_error" text,
  constraint "outbox_key" primary key ("tenant", "message")
) strict;

CREATE TABLE "outstanding_grants" (
  "tenant" text not null,
  "subscription" text not null,
  "service" text not null,
  "currency" text not null,
  "part" integer not null,
  "uses" integer not null,
  "exact" text not null,
  constraint "outstanding_grants_key" primary key ("tenant", "subscription", "service", "currency", "part")
) strict, without rowid;

CREATE TABLE "overlap_events" (
  "tenant" text not null,
  "device" text not null,
  "boot" blob not null,
  "seq" integer not null,
  "authorization" text,
  "type" text not null,
  "service" text not null,
  "at_ms" integer not null,
  "time_state" text not null,
  "detail" text,
  constraint "overlap_events_key" primary key ("tenant", "device", "seq", "boot")
) strict, without rowid;

CREATE TABLE "passcode_keys" (
  "tenant" text not null,
  "device" text not null,
  "generation" integer not null,
  "epoch" integer not null,
  "from_s" integer,
  "held" integer not null,
  constraint "passcode_keys_key" primary key ("tenant", "device", "generation")
) strict, without rowid;

CREATE TABLE "quarantine" (
  "tenant" text not null,
  "device" text not null,
  "bytes_hash" blob not null,
  "verdict" text not null,
  "detail" text not null,
  "first" integer,
  "last" integer,
  "bytes" blob not null,
  "received_ms" integer not null,
  "overlap" blob,
  "counted" integer default 0 not null,
  "state" text default 'waiting' not null,
  "decided_by" text,
  "decided_ms" integer,
  "reason" text,
  constraint "quarantine_key" primary key ("tenant", "device", "bytes_hash", "verdict")
) strict;

CREATE TABLE "quota_allotments" (
  "tenant" text not null,
  "account" text not null,
  "meter" text not null,
  "quota_device" text not null,
  "device" text not null,
  "lease_seq" integer not null,
  "service" text not null,
  "counter" text not null,
  "ceiling" text not null,
  "counted" text not null,
  "ends_ms" integer,
  constraint "quota_allotments_key" primary key ("tenant", "account", "meter", "quota_device", "device", "lease_seq")
) strict, without rowid;

CREATE TABLE "quota_grants" (
  "tenant" text not null,
  "quota_grant" text not null,
  "account" text not null,
  "meter" text not null,
  "quota_device" text not null,
  "quantity" text not null,
  "priority" integer not null,
  "from_ms" integer not null,
  "until_ms" integer,
  "reason" text not null,
  "made_ms" integer not null,
  "made_by" text not null,
  constraint "quota_grants_key" primary key ("tenant", "quota_grant")
) strict, without rowid;

CREATE TABLE "quota_usage" (
  "tenant" text not null,
  "account" text not null,
  "meter" text not null,
  "quota_device" text not null,
  "from_ms" integer not null,
  "quantity" text not null,
  constraint "quota_usage_key" primary key ("tenant", "account", "meter", "quota_device", "from_ms")
) strict, without rowid;

CREATE TABLE "reading_spans" (
  "tenant" text not null,
  "device" text not null,
  "source" text not null,
  "from_ms" integer not null,
  "until_ms" integer not null,
  constraint "reading_spans_key" primary key ("tenant", "device", "source", "from_ms")
) strict, without rowid;

CREATE TABLE "rejected_events" (
  "tenant" text not null,
  "rejected" text not null,
  "source" text,
  "event_id" text,
  "account" text,
  "body" text not null,
  "body_hash" blob not null,
  "code" text not null,
  "detail" text not null,
  "faults" text,
  "received_ms" integer not null,
  "received_from" text not null,
  "state" text not null,
  "decided_ms" integer,
  "decided_by" text,
  "reason" text,
  "event" text,
  constraint "rejected_events_key" primary key ("tenant", "rejected")
) strict;

CREATE TABLE "resales" (
  "tenant" text not null,
  "resale" text not null,
  "side" text not null,
  "account" text,
  "partner" text,
  "partner_name" text,
  "code_hash" blob,
  "code_expires_ms" integer,
  "proposed_ms" integer not null,
  "agreed_ms" integer,
  "ended_ms" integer,
  "ended_by" text,
  constraint "resales_key" primary key ("tenant", "resale")
) strict, without rowid;

CREATE TABLE "share_agreements" (
  "tenant" text not null,
  "agreement" text not null,
  "offer" text not null,
  "from_ms" integer not null,
  "shares" text not null,
  "agreed_ms" integer not null,
  constraint "share_agreements_key" primary key ("tenant", "agreement")
) strict, without rowid;

CREATE TABLE "signing_keys" (
  "tenant" text not null,
  "public_key" blob not null,
  "key_use" text not null,
  "sealed_secret" blob not null,
  "not_before_s" integer not null,
  "expires_s" integer not null,
  constraint "signing_keys_key" primary key ("tenant", "public_key")
) strict, without rowid;

CREATE TABLE "spent_nonces" (
  "tenant" text not null,
  "device" text not null,
  "nonce" blob not null,
  "expires_ms" integer not null,
  constraint "spent_nonces_key" primary key ("tenant", "device", "nonce")
) strict, without rowid;

CREATE TABLE "standing_changes" (
  "tenant" text not null,
  "account" text not null,
  "at_ms" integer not null,
  "standing" text not null,
  "reason" text not null,
  "set_by" text,
  constraint "standing_changes_key" primary key ("tenant", "account", "at_ms")
) strict, without rowid;

CREATE TABLE "subscription_changes" (
  "tenant" text not null,
  "subscription" text not null,
  "change" text not null,
  "asked" text not null,
  "at_ms" integer not null,
  "asked_ms" integer not null,
  "follows" text,
  "began" text,
  "former_until_ms" integer,
  "taken_back_ms" integer,
  constraint "subscription_changes_key" primary key ("tenant", "subscription", "change")
) strict, without rowid;

CREATE TABLE "subscriptions" (
  "tenant" text not null,
  "subscription" text not null,
  "account" text not null,
  "order_id" text not null,
  "offer" text not null,
  "catalogue_version" integer not null,
  "device" text,
  "zone" text not null,
  "from_ms" integer not null,
  "until_ms" integer,
  "quantity" integer,
  "phases" text,
  "replaces" text,
  "replaced_by" text,
  constraint "subscriptions_key" primary key ("tenant", "subscription")
) strict, without rowid;

CREATE TABLE "tenant_secrets" (
  "tenant" text not null,
  "purpose" text not null,
  "sealed_secret" blob not null,
  constraint "tenant_secrets_key" primary key ("tenant", "purpose")
) strict, without rowid;

CREATE TABLE "tenants" (
  "tenant" text not null,
  "name" text not null,
  "zone" text not null,
  "operator" text not null,
  "policy" text not null,
  "root_key" blob not null,
  "keyset" blob not null,
  "created_ms" integer not null,
  "mode" text default 'live' not null,
  "test_twin" text,
  constraint "tenants_key" primary key ("tenant")
) strict, without rowid;

CREATE TABLE "top_ups" (
  "tenant" text not null,
  "top_up" text not null,
  "account" text not null,
  "wallet" text not null,
  "minor" text not null,
  "currency" text not null,
  "state" text not null,
  "provider" text not null,
  "is_automatic" integer not null,
  "asked_ms" integer not null,
  "decided_ms" integer,
  "reference" text,
  constraint "top_ups_key" primary key ("tenant", "top_up")
) strict, without rowid;

CREATE TABLE "unrated_usage" (
  "tenant" text not null,
  "device" text not null,
  "service" text not null,
  "meter" text not null,
  "reason" text not null,
  "quantity" text not null,
  "records" integer not null,
  constraint "unrated_usage_key" primary key ("tenant", "device", "service", "meter", "reason")
) strict, without rowid;

CREATE TABLE "usage_aggregates" (
  "tenant" text not null,
  "subscription" text not null,
  "period_ms" integer not null,
  "price" text not null,
  "catalogue_version" integer not null,
  "band" text not null,
  "quantity" text not null,
  "records" integer not null,
  constraint "usage_aggregates_key" primary key ("tenant", "subscription", "period_ms", "price", "catalogue_version", "band")
) strict, without rowid;

CREATE TABLE "usage_cells" (
  "tenant" text not null,
  "subscription" text not null,
  "period_ms" integer not null,
  "price" text not null,
  "catalogue_version" integer not null,
  "band" text not null,
  "cell" text not null,
  "quantity" text not null,
  "records" integer not null,
  "place" text,
  constraint "usage_cells_key" primary key ("tenant", "subscription", "period_ms", "price", "catalogue_version", "band", "cell")
) strict, without rowid;

CREATE TABLE "usage_events" (
  "tenant" text not null,
  "event" text not null,
  "source" text not null,
  "event_id" text not null,
  "account" text not null,
  "content" text not null,
  "content_hash" blob not null,
  "received_ms" integer not null,
  "received_from" text not null,
  "rejected" text,
  constraint "usage_events_key" primary key ("tenant", "event")
) strict;

CREATE TABLE "usage_series" (
  "tenant" text not null,
  "subscription" text not null,
  "price" text not null,
  "day_ms" integer not null,
  "band" text not null,
  "quarters" text not null,
  constraint "usage_series_key" primary key ("tenant", "subscription", "price", "day_ms", "band")
) strict, without rowid;

CREATE TABLE "usage_sources" (
  "tenant" text not null,
  "subscription" text not null,
  "period_ms" integer not null,
  "price" text not null,
  "catalogue_version" integer not null,
  "band" text not null,
  "device" text not null,
  "first" integer not null,
  "overlap" text not null,
  "seqs" text not null,
  "records" integer not null,
  constraint "usage_sources_key" primary key ("tenant", "subscription", "period_ms", "price", "catalogue_version", "band", "device", "first", "overlap")
) strict, without rowid;

CREATE TABLE "wallet_bills" (
  "tenant" text not null,
  "account" text not null,
  "wallet" text not null,
  "subscription" text not null,
  "period_ms" integer not null,
  "until_ms" integer not null,
  "period" text not null,
  "net" text not null,
  "vat" text not null,
  "is_open" integer not null,
  constraint "wallet_bills_key" primary key ("tenant", "account", "wallet", "subscription", "period_ms")
) strict, without rowid;

CREATE TABLE "wallet_movements" (
  "tenant" text not null,
  "account" text not null,
  "wallet" text not null,
  "nth" integer not null,
  "kind" text not null,
  "minor" text not null,
  "balance" text not null,
  "vat" text not null,
  "at_ms" integer not null,
  "about" text not null,
  constraint "wallet_movements_key" primary key ("tenant", "account", "wallet", "nth")
) strict, without rowid;

CREATE TABLE "wallets" (
  "tenant" text not null,
  "account" text not null,
  "wallet" text not null,
  "currency" text not null,
  "purpose" text not null,
  "lots" text not null,
  "owed" text not null,
  "movements" integer not null,
  "automatic" text,
  "automatic_spent" integer not null,
  constraint "wallets_key" primary key ("tenant", "account", "wallet")
) strict, without rowid;

CREATE TABLE "webhook_endpoints" (
  "tenant" text not null,
  "endpoint" text not null,
  "account" text not null,
  "url" text not null,
  "sealed_secret" blob not null,
  "created_ms" integer not null,
  constraint "webhook_endpoints_key" primary key ("tenant", "endpoint")
) strict, without rowid;

CREATE TABLE "wholesale_sources" (
  "tenant" text not null,
  "subscription" text not null,
  "period_ms" integer not null,
  "price" text not null,
  "catalogue_version" integer not null,
  "band" text not null,
  "device" text not null,
  "first" integer not null,
  "batch" text not null,
  "seqs" text not null,
  "quantity" text,
  constraint "wholesale_sources_key" primary key ("tenant", "subscription", "period_ms", "price", "catalogue_version", "band", "device", "first", "batch")
) strict, without rowid;

CREATE INDEX "access_events_by_at_ms" on "access_events" (
  "tenant", "at_ms");

CREATE INDEX "access_events_by_authorization_seq" on "access_events" (
  "tenant", "authorization", "seq");

CREATE INDEX "access_events_by_listed_ms" on "access_events" (
  "tenant", "listed_ms", "device", "seq") where "listed_ms" is not null;

CREATE INDEX "account_attributes_by_value" on "account_attributes" (
  "tenant", "attribute", "value", "account");

CREATE INDEX "account_profiles_by_parent" on "account_profiles" (
  "tenant", "parent", "account");

CREATE INDEX "accounts_by_folded_name_account" on "accounts" (
  "tenant", "folded_name", "account");

CREATE INDEX "accounts_by_standing_account" on "accounts" (
  "tenant", "standing", "account");

CREATE INDEX "accounts_by_standing_folded_name_account" on "accounts" (
  "tenant", "standing", "folded_name", "account");

CREATE INDEX "api_keys_by_account_api_key" on "api_keys" (
  "tenant", "account", "api_key");

CREATE INDEX "audit_entries_by_account_entry" on "audit_entries" (
  "tenant", "account", "entry");

CREATE INDEX "authorizations_by_decided_ms" on "authorizations" (
  "tenant", "decided_ms", "authorization");

CREATE INDEX "authorizations_by_device_decided_ms" on "authorizations" (
  "tenant", "device", "decided_ms", "authorization");

CREATE INDEX "authorizations_by_device_outcome_decided_ms_authorization" on "authorizations" (
  "tenant", "device", "outcome", "decided_ms", "authorization");

CREATE INDEX "authorizations_by_device_outcome_until_ms" on "authorizations" (
  "tenant", "device", "outcome", "until_ms");

CREATE INDEX "authorizations_by_device_revocation_seq" on "authorizations" (
  "tenant", "device", "revocation_seq");

CREATE INDEX "authorizations_by_outcome_decided_ms" on "authorizations" (
  "tenant", "outcome", "decided_ms", "authorization");

CREATE UNIQUE INDEX "authorizations_by_passcode" on "authorizations" (
  "tenant", "device", "passcode_slot_s", "service", "action", "passcode_n");

CREATE INDEX "authorizations_by_reference" on "authorizations" (
  "tenant", "reference", "decided_ms", "authorization") where "reference" is not null;

CREATE INDEX "authorizations_by_requester_decided_ms" on "authorizations" (
  "tenant", "requester", "decided_ms", "authorization");

CREATE INDEX "authorizations_by_requester_outcome_decided_ms" on "authorizations" (
  "tenant", "requester", "outcome", "decided_ms", "authorization");

CREATE INDEX "authorizations_by_until_ms" on "authorizations" (
  "tenant", "until_ms");

CREATE INDEX "batches_by_forgotten_ms_received_ms" on "batches" (
  "tenant", "forgotten_ms", "received_ms");

CREATE INDEX "catalogue_versions_by_touches" on "catalogue_versions" (
  "tenant", "touches", "version", "effective_ms");

CREATE INDEX "charge_shares_by_authorization" on "charge_shares" (
  "tenant", "authorization");

CREATE INDEX "charges_by_authorization" on "charges" (
  "tenant", "authorization");

CREATE INDEX "charges_by_line" on "charges" (
  "tenant", "subscription", "period_ms", "price", "catalogue_version", "band", "happened_ms");

CREATE INDEX "consents_by_grantee_consent" on "consents" (
  "tenant", "grantee", "consent");

CREATE INDEX "consents_by_grantee_service_consent" on "consents" (
  "tenant", "grantee", "service", "consent");

CREATE INDEX "consents_by_owner_consent" on "consents" (
  "tenant", "owner", "consent");

CREATE INDEX "consents_by_owner_grantee_service" on "consents" (
  "tenant", "owner", "grantee", "service");

CREATE INDEX "credits_by_account" on "credits" (
  "tenant", "account", "credit");

CREATE INDEX "device_contacts_by_clock" on "device_contacts" (
  "tenant", "device") where "time_state" = 'unknown';

CREATE INDEX "devices_by_folded_label_device" on "devices" (
  "tenant", "folded_label", "device");

CREATE INDEX "devices_by_owner_device" on "devices" (
  "tenant", "owner", "device");

CREATE INDEX "devices_by_owner_folded_label" on "devices" (
  "tenant", "owner", "folded_label", "device");

CREATE INDEX "devices_by_owner_folded_label_device" on "devices" (
  "tenant", "owner", "folded_label", "device");

CREATE INDEX "devices_by_owner_state_device" on "devices" (
  "tenant", "owner", "state", "device");

CREATE INDEX "devices_by_owner_state_folded_label_device" on "devices" (
  "tenant", "owner", "state", "folded_label", "device");

CREATE INDEX "devices_by_state_device" on "devices" (
  "tenant", "state", "device");

CREATE INDEX "devices_by_state_folded_label" on "devices" (
  "tenant", "state", "folded_label", "device");

CREATE INDEX "devices_by_state_folded_label_device" on "devices" (
  "tenant", "state", "folded_label", "device");

CREATE INDEX "devices_by_suspended_ms" on "devices" (
  "tenant", "suspended_ms", "device") where "suspended_ms" is not null;

CREATE INDEX "disputes_by_account_dispute" on "disputes" (
  "tenant", "account", "dispute");

CREATE INDEX "disputes_by_account_month_dispute" on "disputes" (
  "tenant", "account", "month", "dispute");

CREATE INDEX "disputes_by_account_state_dispute" on "disputes" (
  "tenant", "account", "state", "dispute");

CREATE UNIQUE INDEX "disputes_by_open_line" on "disputes" (
  "tenant", "open_line");

CREATE INDEX "disputes_by_state_dispute" on "disputes" (
  "tenant", "state", "dispute");

CREATE INDEX "entitlements_by_account_entitlement" on "entitlements" (
  "tenant", "account", "entitlement");

CREATE INDEX "entitlements_by_account_reach_device_entitlement" on "entitlements" (
  "tenant", "account", "reach", "device", "entitlement");

CREATE INDEX "entitlements_by_account_service_entitlement" on "entitlements" (
  "tenant", "account", "service", "entitlement");

CREATE INDEX "entitlements_by_account_service_reach_device_entitlement" on "entitlements" (
  "tenant", "account", "service", "reach", "device", "entitlement");

CREATE INDEX "entitlements_by_device_entitlement" on "entitlements" (
  "tenant", "device", "entitlement");

CREATE INDEX "entitlements_by_service_entitlement" on "entitlements" (
  "tenant", "service", "entitlement");

CREATE INDEX "entitlements_by_subscription" on "entitlements" (
  "tenant", "subscription", "entitlement");

CREATE INDEX "entitlements_limited" on "entitlements" (
  "tenant", "account", "entitlement") where "limit_terms" is not null;

CREATE INDEX "external_ids_by_thing" on "external_ids" (
  "tenant", "thing");

CREATE INDEX "idempotency_keys_by_created_ms" on "idempotency_keys" (
  "tenant", "created_ms");

CREATE INDEX "journal_heads_by_gap" on "journal_heads" (
  "tenant", "device", "gap_ms") where "gap_ms" is not null;

CREATE INDEX "last_movements_by_open_ms" on "last_movements" (
  "tenant", "open_ms", "device", "service") where "open_ms" is not null;

CREATE INDEX "leases_by_issued_ms" on "leases" (
  "tenant", "issued_ms");

CREATE INDEX "leases_by_unapplied" on "leases" (
  "tenant", "device", "lease_seq") where "applied_seq" is null;

CREATE INDEX "ledger_postings_by_ledger_account_at_ms_entry_key_line" on "ledger_postings" (
  "tenant", "ledger_account", "at_ms", "entry_key", "line");

CREATE INDEX "operator_sessions_by_operator" on "operator_sessions" (
  "tenant", "operator");

CREATE UNIQUE INDEX "operators_by_email" on "operators" (
  "tenant", "email");

CREATE UNIQUE INDEX "operators_by_issuer_subject" on "operators" (
  "tenant", "issuer", "subject");

CREATE INDEX "order_items_by_coupon_order_id" on "order_items" (
  "tenant", "coupon", "order_id");

CREATE INDEX "order_items_by_subscription_order_id" on "order_items" (
  "tenant", "subscription", "order_id");

CREATE INDEX "orders_by_account_order_id" on "orders" (
  "tenant", "account", "order_id");

CREATE INDEX "orders_by_account_state_order_id" on "orders" (
  "tenant", "account", "state", "order_id");

CREATE INDEX "orders_by_state_expires_ms_order_id" on "orders" (
  "tenant", "state", "expires_ms", "order_id");

CREATE INDEX "orders_by_state_order_id" on "orders" (
  "tenant", "state", "order_id");

CREATE UNIQUE INDEX "outbox_by_dedupe_key" on "outbox" (
  "tenant", "dedupe_key");

CREATE INDEX "outbox_by_endpoint_message" on "outbox" (
  "tenant", "endpoint", "message");

CREATE INDEX "outbox_by_endpoint_state_message" on "outbox" (
  "tenant", "endpoint", "state", "message");

CREATE INDEX "outbox_by_state_due_ms" on "outbox" (
  "state", "due_ms");

CREATE INDEX "outbox_by_state_message" on "outbox" (
  "tenant", "state", "message");

CREATE INDEX "overlap_events_by_authorization_seq" on "overlap_events" (
  "tenant", "authorization", "seq");

CREATE INDEX "quarantine_by_device_received_ms_bytes_hash_verdict" on "quarantine" (
  "tenant", "device", "received_ms", "bytes_hash", "verdict");

CREATE INDEX "quarantine_by_device_state_received_ms_bytes_hash_verdict" on "quarantine" (
  "tenant", "device", "state", "received_ms", "bytes_hash", "verdict");

CREATE INDEX "quarantine_by_waiting" on "quarantine" (
  "tenant", "device", "received_ms") where "state" = 'waiting';

CREATE INDEX "quota_allotments_by_device" on "quota_allotments" (
  "tenant", "device");

CREATE INDEX "quota_grants_by_quota" on "quota_grants" (
  "tenant", "account", "meter", "quota_device", "quota_grant");

CREATE INDEX "rejected_events_by_account_rejected" on "rejected_events" (
  "tenant", "account", "rejected");

CREATE UNIQUE INDEX "rejected_events_by_body_hash" on "rejected_events" (
  "tenant", "body_hash");

CREATE INDEX "rejected_events_by_received_ms" on "rejected_events" (
  "tenant", "received_ms");

CREATE INDEX "rejected_events_by_source_event_id" on "rejected_events" (
  "tenant", "source", "event_id");

CREATE INDEX "rejected_events_by_source_rejected" on "rejected_events" (
  "tenant", "source", "rejected");

CREATE INDEX "rejected_events_by_source_state_rejected" on "rejected_events" (
  "tenant", "source", "state", "rejected");

CREATE INDEX "rejected_events_by_state_rejected" on "rejected_events" (
  "tenant", "state", "rejected");

CREATE INDEX "resales_by_account" on "resales" (
  "tenant", "account", "resale");

CREATE INDEX "resales_by_side" on "resales" (
  "tenant", "side", "resale");

CREATE INDEX "subscriptions_by_account_offer_subscription" on "subscriptions" (
  "tenant", "account", "offer", "subscription");

CREATE INDEX "subscriptions_by_account_subscription" on "subscriptions" (
  "tenant", "account", "subscription");

CREATE INDEX "subscriptions_by_offer_subscription" on "subscriptions" (
  "tenant", "offer", "subscription");

CREATE INDEX "top_ups_by_wallet" on "top_ups" (
  "tenant", "account", "wallet", "top_up");

CREATE INDEX "usage_events_by_account_event" on "usage_events" (
  "tenant", "account", "event");

CREATE INDEX "usage_events_by_received_ms" on "usage_events" (
  "tenant", "received_ms");

CREATE INDEX "wallet_bills_open" on "wallet_bills" (
  "tenant", "account", "wallet", "is_open");

CREATE INDEX "webhook_endpoints_by_account" on "webhook_endpoints" (
  "tenant", "account");
