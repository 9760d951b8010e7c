create table access_events (
  tenant text collate "C" not null,
  device text collate "C" not null,
  seq bigint not null,
  "authorization" text collate "C",
  type text collate "C" not null,
  service text collate "C" not null,
  at_ms bigint not null,
  time_state text collate "C" not null,
  detail text collate "C",
  listed_ms bigint,
  constraint access_events_key primary key (tenant, device, seq)
);

create table account_activity (
  tenant text collate "C" not null,
  account text collate "C" not null,
  counter text collate "C" not null,
  month_ms bigint not null,
  total text collate "C" not null,
  records bigint not null,
  constraint account_activity_key primary key (tenant, account, counter, month_ms)
);

create table account_attributes (
  tenant text collate "C" not null,
  account text collate "C" not null,
  attribute text collate "C" not null,
  value text collate "C" not null,
  constraint account_attributes_key primary key (tenant, account, attribute)
);

create table account_profiles (
  tenant text collate "C" not null,
  account text collate "C" not null,
  version bigint not null,
  parent text collate "C",
  language text collate "C",
  legal_name text collate "C",
  address text collate "C",
  tax text collate "C",
  contacts text collate "C" not null,
  constraint account_profiles_key primary key (tenant, account)
);

create table accounts (
  tenant text collate "C" not null,
  account text collate "C" not null,
  name text collate "C" not null,
  zone text collate "C" not null,
  created_ms bigint not null,
  standing text collate "C" default 'good'::text not null,
  standing_reason text collate "C",
  standing_since_ms bigint,
  erased_ms bigint,
  erasure_ground text collate "C",
  folded_name text collate "C" default ''::text not null,
  constraint accounts_key primary key (tenant, account)
);

create table api_keys (
  tenant text collate "C" not null,
  api_key text collate "C" not null,
  account text collate "C" not null,
  role text collate "C" not null,
  label text collate "C" not null,
  secret_hash bytea not null,
  created_ms bigint not null,
  revoked_ms bigint,
  constraint api_keys_key primary key (tenant, api_key)
);

create table audit_entries (
  tenant text collate "C" not null,
  entry text collate "C" not null,
  at_ms bigint not null,
  account text collate "C" not null,
  api_key text collate "C" not null,
  role text collate "C" not null,
  action text collate "C" not null,
  target text collate "C" not null,
  made text collate "C",
  result text collate "C" not null,
  operator text collate "C",
  constraint audit_entries_key primary key (tenant, entry)
);

create table authorizations (
  tenant text collate "C" not null,
  "authorization" text collate "C" not null,
  requester text collate "C" not null,
  device text collate "C" not null,
  service text collate "C" not null,
  action text collate "C" not null,
  from_ms bigint not null,
  until_ms bigint not null,
  reference text collate "C",
  decision text collate "C" not null,
  refusal text collate "C",
  reasons text collate "C" not null,
  subscription text collate "C",
  quote text collate "C",
  permit bytea,
  outcome text collate "C",
  revocation_version bigint,
  revoked_ms bigint,
  revocation_seq bigint,
  decided_ms bigint not null,
  passcode_slot_s bigint,
  passcode_n bigint,
  passcode_generation bigint,
  constraint authorizations_key primary key (tenant, "authorization")
);

create table balances (
  tenant text collate "C" not null,
  ledger_account text collate "C" not null,
  currency text collate "C" not null,
  debit numeric not null,
  credit numeric not null,
  constraint balances_key primary key (tenant, ledger_account, currency)
);

create table batches (
  tenant text collate "C" not null,
  device text collate "C" not null,
  first bigint not null,
  last bigint not null,
  boot bytea not null,
  previous bytea not null,
  payload_hash bytea not null,
  envelope bytea not null,
  received_ms bigint not null,
  forgotten_ms bigint,
  constraint batches_key primary key (tenant, device, first)
);

create table booked_totals (
  tenant text collate "C" not null,
  total_key text collate "C" not null,
  exact text collate "C" not null,
  booked numeric not null,
  constraint booked_totals_key primary key (tenant, total_key)
);

create table browser_sessions (
  tenant text collate "C" not null,
  token_hash bytea not null,
  api_key text collate "C" not null,
  expires_ms bigint not null,
  constraint browser_sessions_key primary key (tenant, token_hash)
);

create table catalogue_versions (
  tenant text collate "C" not null,
  version bigint not null,
  effective_ms bigint not null,
  published_ms bigint not null,
  source text collate "C" not null,
  catalogue text collate "C" not null,
  touches text collate "C" default 'new'::text not null,
  constraint catalogue_versions_key primary key (tenant, version)
);

create table charge_shares (
  tenant text collate "C" not null,
  device text collate "C" not null,
  seq bigint not null,
  subscription text collate "C" not null,
  price text collate "C" not null,
  account text collate "C" not null,
  "authorization" text collate "C" not null,
  happened_ms bigint not null,
  exact text collate "C" not null,
  currency text collate "C" not null,
  constraint charge_shares_key primary key (tenant, account, happened_ms, device, seq, subscription, price)
);

create table charges (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  price text collate "C" not null,
  band text collate "C" not null,
  device text collate "C" not null,
  seq bigint not null,
  "authorization" text collate "C" not null,
  happened_ms bigint not null,
  period_ms bigint not null,
  quantity numeric not null,
  exact text collate "C" not null,
  currency text collate "C" not null,
  explanation text collate "C" not null,
  catalogue_version bigint default 0 not null,
  constraint charges_key primary key (tenant, subscription, happened_ms, device, seq, price)
);

create table consents (
  tenant text collate "C" not null,
  consent text collate "C" not null,
  owner text collate "C" not null,
  grantee text collate "C" not null,
  service text collate "C" not null,
  device text collate "C",
  from_ms bigint not null,
  until_ms bigint,
  given_ms bigint not null,
  actions text collate "C",
  constraint consents_key primary key (tenant, consent)
);

create table coupon_redemptions (
  tenant text collate "C" not null,
  coupon text collate "C" not null,
  nth bigint not null,
  code text collate "C" not null,
  account text collate "C" not null,
  subscription text collate "C" not null,
  catalogue_version bigint not null,
  terms text collate "C" not null,
  from_ms bigint not null,
  redeemed_ms bigint not null,
  constraint coupon_redemptions_key primary key (tenant, coupon, nth)
);

create table credits (
  tenant text collate "C" not null,
  credit text collate "C" not null,
  account text collate "C" not null,
  minor numeric not null,
  currency text collate "C" not null,
  reason text collate "C",
  priority bigint not null,
  granted_ms bigint not null,
  expires_ms bigint,
  points bigint,
  constraint credits_key primary key (tenant, credit)
);

create table day_charges (
  tenant text collate "C" not null,
  day text collate "C" not null,
  currency text collate "C" not null,
  exact text collate "C" not null,
  charges bigint not null,
  constraint day_charges_key primary key (tenant, day, currency)
);

create table device_claims (
  tenant text collate "C" not null,
  claim_hash bytea not null,
  device text collate "C" not null,
  expires_ms bigint not null,
  used_by bytea,
  constraint device_claims_key primary key (tenant, claim_hash)
);

create table device_contacts (
  tenant text collate "C" not null,
  device text collate "C" not null,
  connected_ms bigint,
  told_ms bigint,
  seq bigint not null,
  time_state text collate "C",
  constraint device_contacts_key primary key (tenant, device)
);

create table device_counters (
  tenant text collate "C" not null,
  device text collate "C" not null,
  service text collate "C" not null,
  counter text collate "C" not null,
  period_ms bigint not null,
  quantity numeric not null,
  constraint device_counters_key primary key (tenant, device, service, counter, period_ms)
);

create table device_keypads (
  tenant text collate "C" not null,
  device text collate "C" not null,
  actions text collate "C" not null,
  constraint device_keypads_key primary key (tenant, device)
);

create table device_keys (
  tenant text collate "C" not null,
  device text collate "C" not null,
  public_key bytea not null,
  enrolled_ms bigint not null,
  constraint device_keys_key primary key (tenant, device, public_key)
);

create table device_owners (
  tenant text collate "C" not null,
  device text collate "C" not null,
  from_ms bigint not null,
  owner text collate "C" not null,
  until_ms bigint,
  constraint device_owners_key primary key (tenant, device, from_ms)
);

create table device_revocations (
  tenant text collate "C" not null,
  device text collate "C" not null,
  version bigint not null,
  epoch bigint not null,
  deny text collate "C" not null,
  constraint device_revocations_key primary key (tenant, device)
);

create table device_sessions (
  tenant text collate "C" not null,
  device text collate "C" not null,
  session text collate "C" not null,
  token_hash bytea not null,
  expires_ms bigint not null,
  device_nonce bytea,
  constraint device_sessions_key primary key (tenant, device)
);

create table device_suspensions (
  tenant text collate "C" not null,
  device text collate "C" not null,
  from_ms bigint not null,
  until_ms bigint,
  constraint device_suspensions_key primary key (tenant, device, from_ms)
);

create table devices (
  tenant text collate "C" not null,
  device text collate "C" not null,
  owner text collate "C" not null,
  label text collate "C" not null,
  services text collate "C" not null,
  state text collate "C" not null,
  epoch bigint not null,
  created_ms bigint not null,
  suspended_ms bigint,
  suspension_reason text collate "C",
  folded_label text collate "C" default ''::text not null,
  constraint devices_key primary key (tenant, device)
);

create table disputes (
  tenant text collate "C" not null,
  dispute text collate "C" not null,
  account text collate "C" not null,
  month text collate "C" not null,
  subscription text collate "C" not null,
  price text collate "C" not null,
  band text collate "C" not null,
  reason text collate "C" not null,
  state text collate "C" not null,
  opened_ms bigint not null,
  ended_ms bigint,
  answer text collate "C",
  open_line text collate "C",
  catalogue_version bigint,
  constraint disputes_key primary key (tenant, dispute)
);

create table entitlements (
  tenant text collate "C" not null,
  entitlement text collate "C" not null,
  subscription text collate "C" not null,
  account text collate "C" not null,
  service text collate "C" not null,
  actions text collate "C" not null,
  reach text collate "C" not null,
  device text collate "C",
  from_ms bigint not null,
  until_ms bigint,
  lease text collate "C",
  quotas text collate "C",
  limit_terms text collate "C",
  entitled_value text collate "C",
  constraint entitlements_key primary key (tenant, entitlement)
);

create table external_ids (
  tenant text collate "C" not null,
  kind text collate "C" not null,
  system text collate "C" not null,
  external_id text collate "C" not null,
  thing text collate "C" not null,
  constraint external_ids_key primary key (tenant, kind, system, external_id)
);

create table idempotency_keys (
  tenant text collate "C" not null,
  account text collate "C" not null,
  idempotency_key text collate "C" not null,
  fingerprint bytea not null,
  sealed_answer bytea not null,
  created_ms bigint not null,
  constraint idempotency_keys_key primary key (tenant, account, idempotency_key)
);

create table journal_heads (
  tenant text collate "C" not null,
  device text collate "C" not null,
  boot bytea not null,
  through bigint not null,
  head bytea not null,
  gap_ms bigint,
  constraint journal_heads_key primary key (tenant, device)
);

create table last_movements (
  tenant text collate "C" not null,
  device text collate "C" not null,
  service text collate "C" not null,
  opened_seq bigint not null,
  closed_seq bigint not null,
  open_ms bigint,
  constraint last_movements_key primary key (tenant, device, service)
);

create table leases (
  tenant text collate "C" not null,
  device text collate "C" not null,
  lease_seq bigint not null,
  signed bytea not null,
  issued_ms bigint not null,
  applied_seq bigint,
  constraint leases_key primary key (tenant, device, lease_seq)
);

create table ledger_postings (
  tenant text collate "C" not null,
  entry_key text collate "C" not null,
  line bigint not null,
  ledger_account text collate "C" not null,
  currency text collate "C" not null,
  minor numeric not null,
  at_ms bigint not null,
  constraint ledger_postings_key primary key (tenant, entry_key, line)
);

create table ledger_totals (
  tenant text collate "C" not null,
  currency text collate "C" not null,
  debit numeric not null,
  credit numeric not null,
  constraint ledger_totals_key primary key (tenant, currency)
);

create table operator_sessions (
  tenant text collate "C" not null,
  token_hash bytea not null,
  operator text collate "C" not null,
  browser text collate "C" not null,
  opened_ms bigint not null,
  used_ms bigint not null,
  constraint operator_sessions_key primary key (tenant, token_hash)
);

create table operators (
  tenant text collate "C" not null,
  operator text collate "C" not null,
  email text collate "C" not null,
  name text collate "C" not null,
  role text collate "C" not null,
  password_hash text collate "C",
  totp_secret bytea,
  totp_step bigint,
  recovery_codes text collate "C" not null,
  issuer text collate "C",
  subject text collate "C",
  created_ms bigint not null,
  disabled_ms bigint,
  failures bigint not null,
  locked_until_ms bigint,
  constraint operators_key primary key (tenant, operator)
);

create table order_events (
  tenant text collate "C" not null,
  order_id text collate "C" not null,
  nth bigint not null,
  type text collate "C" not null,
  at_ms bigint not null,
  done_by text collate "C",
  reason text collate "C",
  constraint order_events_key primary key (tenant, order_id, nth)
);

create table order_items (
  tenant text collate "C" not null,
  order_id text collate "C" not null,
  nth bigint not null,
  action text collate "C" not null,
  subscription text collate "C" not null,
  offer text collate "C",
  catalogue_version bigint,
  device text collate "C",
  quantity bigint,
  coupon text collate "C",
  starts_ms bigint,
  effective text collate "C",
  effective_ms bigint,
  began text collate "C",
  constraint order_items_key primary key (tenant, order_id, nth)
);

create table order_steps (
  tenant text collate "C" not null,
  order_id text collate "C" not null,
  step text collate "C" not null,
  due text collate "C",
  done_ms bigint,
  done_by text collate "C",
  reason text collate "C",
  constraint order_steps_key primary key (tenant, order_id, step)
);

create table ordered_events (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  period_ms bigint not null,
  price text collate "C" not null,
  happened_ms bigint not null,
  device text collate "C" not null,
  seq bigint not null,
  overlap text collate "C" not null,
  band text collate "C" not null,
  quantity numeric not null,
  catalogue_version bigint default 0 not null,
  constraint ordered_events_key primary key (tenant, subscription, period_ms, price, happened_ms, device, seq, overlap)
);

create table orders (
  tenant text collate "C" not null,
  order_id text collate "C" not null,
  account text collate "C" not null,
  state text collate "C" not null,
  placed_ms bigint not null,
  expires_ms bigint,
  constraint orders_key primary key (tenant, order_id)
);

create table outbox (
  tenant text collate "C" not null,
  message text collate "C" not null,
  endpoint text collate "C" not null,
  type text collate "C" not null,
  dedupe_key text collate "C" not null,
  payload text collate "C" not null,
  state text collate "C" not null,
  attempts bigint not null,
  due_ms bigint not null,
  created_ms bigint not null,
  delivered_ms bigint,
  last_error text collate "C",
  constraint outbox_key primary key (tenant, message)
);

create table outstanding_grants (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  service text collate "C" not null,
  currency text collate "C" not null,
  part bigint not null,
  uses bigint not null,
  exact text collate "C" not null,
  constraint outstanding_grants_key primary key (tenant, subscription, service, currency, part)
);

create table overlap_events (
  tenant text collate "C" not null,
  device text collate "C" not null,
  boot bytea not null,
  seq bigint not null,
  "authorization" text collate "C",
  type text collate "C" not null,
  service text collate "C" not null,
  at_ms bigint not null,
  time_state text collate "C" not null,
  detail text collate "C",
  constraint overlap_events_key primary key (tenant, device, seq, boot)
);

create table passcode_keys (
  tenant text collate "C" not null,
  device text collate "C" not null,
  generation bigint not null,
  epoch bigint not null,
  from_s bigint,
  held bigint not null,
  constraint passcode_keys_key primary key (tenant, device, generation)
);

create table quarantine (
  tenant text collate "C" not null,
  device text collate "C" not null,
  bytes_hash bytea not null,
  verdict text collate "C" not null,
  detail text collate "C" not null,
  first bigint,
  last bigint,
  bytes bytea not null,
  received_ms bigint not null,
  overlap bytea,
  counted bigint default 0 not null,
  state text collate "C" default 'waiting'::text not null,
  decided_by text collate "C",
  decided_ms bigint,
  reason text collate "C",
  constraint quarantine_key primary key (tenant, device, bytes_hash, verdict)
);

create table quota_allotments (
  tenant text collate "C" not null,
  account text collate "C" not null,
  meter text collate "C" not null,
  quota_device text collate "C" not null,
  device text collate "C" not null,
  lease_seq bigint not null,
  service text collate "C" not null,
  counter text collate "C" not null,
  ceiling numeric not null,
  counted numeric not null,
  ends_ms bigint,
  constraint quota_allotments_key primary key (tenant, account, meter, quota_device, device, lease_seq)
);

create table quota_grants (
  tenant text collate "C" not null,
  quota_grant text collate "C" not null,
  account text collate "C" not null,
  meter text collate "C" not null,
  quota_device text collate "C" not null,
  quantity numeric not null,
  priority bigint not null,
  from_ms bigint not null,
  until_ms bigint,
  reason text collate "C" not null,
  made_ms bigint not null,
  made_by text collate "C" not null,
  constraint quota_grants_key primary key (tenant, quota_grant)
);

create table quota_usage (
  tenant text collate "C" not null,
  account text collate "C" not null,
  meter text collate "C" not null,
  quota_device text collate "C" not null,
  from_ms bigint not null,
  quantity numeric not null,
  constraint quota_usage_key primary key (tenant, account, meter, quota_device, from_ms)
);

create table reading_spans (
  tenant text collate "C" not null,
  device text collate "C" not null,
  source text collate "C" not null,
  from_ms bigint not null,
  until_ms bigint not null,
  constraint reading_spans_key primary key (tenant, device, source, from_ms)
);

create table rejected_events (
  tenant text collate "C" not null,
  rejected text collate "C" not null,
  source text collate "C",
  event_id text collate "C",
  account text collate "C",
  body text collate "C" not null,
  body_hash bytea not null,
  code text collate "C" not null,
  detail text collate "C" not null,
  faults text collate "C",
  received_ms bigint not null,
  received_from text collate "C" not null,
  state text collate "C" not null,
  decided_ms bigint,
  decided_by text collate "C",
  reason text collate "C",
  event text collate "C",
  constraint rejected_events_key primary key (tenant, rejected)
);

create table resales (
  tenant text collate "C" not null,
  resale text collate "C" not null,
  side text collate "C" not null,
  account text collate "C",
  partner text collate "C",
  partner_name text collate "C",
  code_hash bytea,
  code_expires_ms bigint,
  proposed_ms bigint not null,
  agreed_ms bigint,
  ended_ms bigint,
  ended_by text collate "C",
  constraint resales_key primary key (tenant, resale)
);

create table share_agreements (
  tenant text collate "C" not null,
  agreement text collate "C" not null,
  offer text collate "C" not null,
  from_ms bigint not null,
  shares text collate "C" not null,
  agreed_ms bigint not null,
  constraint share_agreements_key primary key (tenant, agreement)
);

create table signing_keys (
  tenant text collate "C" not null,
  public_key bytea not null,
  key_use text collate "C" not null,
  sealed_secret bytea not null,
  not_before_s bigint not null,
  expires_s bigint not null,
  constraint signing_keys_key primary key (tenant, public_key)
);

create table spent_nonces (
  tenant text collate "C" not null,
  device text collate "C" not null,
  nonce bytea not null,
  expires_ms bigint not null,
  constraint spent_nonces_key primary key (tenant, device, nonce)
);

create table standing_changes (
  tenant text collate "C" not null,
  account text collate "C" not null,
  at_ms bigint not null,
  standing text collate "C" not null,
  reason text collate "C" not null,
  set_by text collate "C",
  constraint standing_changes_key primary key (tenant, account, at_ms)
);

create table subscription_changes (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  change text collate "C" not null,
  asked text collate "C" not null,
  at_ms bigint not null,
  asked_ms bigint not null,
  follows text collate "C",
  began text collate "C",
  former_until_ms bigint,
  taken_back_ms bigint,
  constraint subscription_changes_key primary key (tenant, subscription, change)
);

create table subscriptions (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  account text collate "C" not null,
  order_id text collate "C" not null,
  offer text collate "C" not null,
  catalogue_version bigint not null,
  device text collate "C",
  zone text collate "C" not null,
  from_ms bigint not null,
  until_ms bigint,
  quantity bigint,
  phases text collate "C",
  replaces text collate "C",
  replaced_by text collate "C",
  constraint subscriptions_key primary key (tenant, subscription)
);

create table tenant_secrets (
  tenant text collate "C" not null,
  purpose text collate "C" not null,
  sealed_secret bytea not null,
  constraint tenant_secrets_key primary key (tenant, purpose)
);

create table tenants (
  tenant text collate "C" not null,
  name text collate "C" not null,
  zone text collate "C" not null,
  operator text collate "C" not null,
  policy text collate "C" not null,
  root_key bytea not null,
  keyset bytea not null,
  created_ms bigint not null,
  mode text collate "C" default 'live'::text not null,
  test_twin text collate "C",
  constraint tenants_key primary key (tenant)
);

create table top_ups (
  tenant text collate "C" not null,
  top_up text collate "C" not null,
  account text collate "C" not null,
  wallet text collate "C" not null,
  minor numeric not null,
  currency text collate "C" not null,
  state text collate "C" not null,
  provider text collate "C" not null,
  is_automatic bigint not null,
  asked_ms bigint not null,
  decided_ms bigint,
  reference text collate "C",
  constraint top_ups_key primary key (tenant, top_up)
);

create table unrated_usage (
  tenant text collate "C" not null,
  device text collate "C" not null,
  service text collate "C" not null,
  meter text collate "C" not null,
  reason text collate "C" not null,
  quantity numeric not null,
  records bigint not null,
  constraint unrated_usage_key primary key (tenant, device, service, meter, reason)
);

create table usage_aggregates (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  period_ms bigint not null,
  price text collate "C" not null,
  catalogue_version bigint not null,
  band text collate "C" not null,
  quantity numeric not null,
  records bigint not null,
  constraint usage_aggregates_key primary key (tenant, subscription, period_ms, price, catalogue_version, band)
);

create table usage_cells (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  period_ms bigint not null,
  price text collate "C" not null,
  catalogue_version bigint not null,
  band text collate "C" not null,
  cell text collate "C" not null,
  quantity numeric not null,
  records bigint not null,
  place text collate "C",
  constraint usage_cells_key primary key (tenant, subscription, period_ms, price, catalogue_version, band, cell)
);

create table usage_events (
  tenant text collate "C" not null,
  event text collate "C" not null,
  source text collate "C" not null,
  event_id text collate "C" not null,
  account text collate "C" not null,
  content text collate "C" not null,
  content_hash bytea not null,
  received_ms bigint not null,
  received_from text collate "C" not null,
  rejected text collate "C",
  constraint usage_events_key primary key (tenant, event)
);

create table usage_series (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  price text collate "C" not null,
  day_ms bigint not null,
  band text collate "C" not null,
  quarters text collate "C" not null,
  constraint usage_series_key primary key (tenant, subscription, price, day_ms, band)
);

create table usage_sources (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  period_ms bigint not null,
  price text collate "C" not null,
  catalogue_version bigint not null,
  band text collate "C" not null,
  device text collate "C" not null,
  first bigint not null,
  overlap text collate "C" not null,
  seqs text collate "C" not null,
  records bigint not null,
  constraint usage_sources_key primary key (tenant, subscription, period_ms, price, catalogue_version, band, device, first, overlap)
);

create table wallet_bills (
  tenant text collate "C" not null,
  account text collate "C" not null,
  wallet text collate "C" not null,
  subscription text collate "C" not null,
  period_ms bigint not null,
  until_ms bigint not null,
  period text collate "C" not null,
  net numeric not null,
  vat numeric not null,
  is_open bigint not null,
  constraint wallet_bills_key primary key (tenant, account, wallet, subscription, period_ms)
);

create table wallet_movements (
  tenant text collate "C" not null,
  account text collate "C" not null,
  wallet text collate "C" not null,
  nth bigint not null,
  kind text collate "C" not null,
  minor numeric not null,
  balance numeric not null,
  vat numeric not null,
  at_ms bigint not null,
  about text collate "C" not null,
  constraint wallet_movements_key primary key (tenant, account, wallet, nth)
);

create table wallets (
  tenant text collate "C" not null,
  account text collate "C" not null,
  wallet text collate "C" not null,
  currency text collate "C" not null,
  purpose text collate "C" not null,
  lots text collate "C" not null,
  owed numeric not null,
  movements bigint not null,
  automatic text collate "C",
  automatic_spent bigint not null,
  constraint wallets_key primary key (tenant, account, wallet)
);

create table webhook_endpoints (
  tenant text collate "C" not null,
  endpoint text collate "C" not null,
  account text collate "C" not null,
  url text collate "C" not null,
  sealed_secret bytea not null,
  created_ms bigint not null,
  constraint webhook_endpoints_key primary key (tenant, endpoint)
);

create table wholesale_sources (
  tenant text collate "C" not null,
  subscription text collate "C" not null,
  period_ms bigint not null,
  price text collate "C" not null,
  catalogue_version bigint not null,
  band text collate "C" not null,
  device text collate "C" not null,
  first bigint not null,
  batch text collate "C" not null,
  seqs text collate "C" not null,
  quantity numeric,
  constraint wholesale_sources_key primary key (tenant, subscription, period_ms, price, catalogue_version, band, device, first, batch)
);

CREATE INDEX access_events_by_at_ms ON access_events (tenant, at_ms);

CREATE INDEX access_events_by_authorization_seq ON access_events (tenant, "authorization", seq);

CREATE INDEX access_events_by_listed_ms ON access_events (tenant, listed_ms, device, seq) WHERE (listed_ms IS NOT NULL);

CREATE INDEX account_attributes_by_value ON account_attributes (tenant, attribute, value, account);

CREATE INDEX account_profiles_by_parent ON account_profiles (tenant, parent, account);

CREATE INDEX accounts_by_folded_name_account ON accounts (tenant, folded_name, account);

CREATE INDEX accounts_by_standing_account ON accounts (tenant, standing, account);

CREATE INDEX accounts_by_standing_folded_name_account ON accounts (tenant, standing, folded_name, account);

CREATE INDEX api_keys_by_account_api_key ON api_keys (tenant, account, api_key);

CREATE INDEX audit_entries_by_account_entry ON audit_entries (tenant, account, entry);

CREATE INDEX authorizations_by_decided_ms ON authorizations (tenant, decided_ms, "authorization");

CREATE INDEX authorizations_by_device_decided_ms ON authorizations (tenant, device, decided_ms, "authorization");

CREATE INDEX authorizations_by_device_outcome_decided_ms_authorization ON authorizations (tenant, device, outcome, decided_ms, "authorization");

CREATE INDEX authorizations_by_device_outcome_until_ms ON authorizations (tenant, device, outcome, until_ms);

CREATE INDEX authorizations_by_device_revocation_seq ON authorizations (tenant, device, revocation_seq);

CREATE INDEX authorizations_by_outcome_decided_ms ON authorizations (tenant, outcome, decided_ms, "authorization");

CREATE UNIQUE INDEX authorizations_by_passcode ON authorizations (tenant, device, passcode_slot_s, service, action, passcode_n);

CREATE INDEX authorizations_by_reference ON authorizations (tenant, reference, decided_ms, "authorization") WHERE (reference IS NOT NULL);

CREATE INDEX authorizations_by_requester_decided_ms ON authorizations (tenant, requester, decided_ms, "authorization");

CREATE INDEX authorizations_by_requester_outcome_decided_ms ON authorizations (tenant, requester, outcome, decided_ms, "authorization");

CREATE INDEX authorizations_by_until_ms ON authorizations (tenant, until_ms);

CREATE INDEX batches_by_forgotten_ms_received_ms ON batches (tenant, forgotten_ms, received_ms);

CREATE INDEX catalogue_versions_by_touches ON catalogue_versions (tenant, touches, version, effective_ms);

CREATE INDEX charge_shares_by_authorization ON charge_shares (tenant, "authorization");

CREATE INDEX charges_by_authorization ON charges (tenant, "authorization");

CREATE INDEX charges_by_line ON charges (tenant, subscription, period_ms, price, catalogue_version, band, happened_ms);

CREATE INDEX consents_by_grantee_consent ON consents (tenant, grantee, consent);

CREATE INDEX consents_by_grantee_service_consent ON consents (tenant, grantee, service, consent);

CREATE INDEX consents_by_owner_consent ON consents (tenant, owner, consent);

CREATE INDEX consents_by_owner_grantee_service ON consents (tenant, owner, grantee, service);

CREATE UNIQUE INDEX coupon_redemptions_once ON coupon_redemptions (tenant, account, subscription, coupon);

CREATE INDEX credits_by_account ON credits (tenant, account, credit);

CREATE INDEX device_contacts_by_clock ON device_contacts (tenant, device) WHERE (time_state = 'unknown'::text);

CREATE INDEX devices_by_folded_label_device ON devices (tenant, folded_label, device);

CREATE INDEX devices_by_owner_device ON devices (tenant, owner, device);

CREATE INDEX devices_by_owner_folded_label ON devices (tenant, owner, folded_label, device);

CREATE INDEX devices_by_owner_folded_label_device ON devices (tenant, owner, folded_label, device);

CREATE INDEX devices_by_owner_state_device ON devices (tenant, owner, state, device);

CREATE INDEX devices_by_owner_state_folded_label_device ON devices (tenant, owner, state, folded_label, device);

CREATE INDEX devices_by_state_device ON devices (tenant, state, device);

CREATE INDEX devices_by_state_folded_label ON devices (tenant, state, folded_label, device);

CREATE INDEX devices_by_state_folded_label_device ON devices (tenant, state, folded_label, device);

CREATE INDEX devices_by_suspended_ms ON devices (tenant, suspended_ms, device) WHERE (suspended_ms IS NOT NULL);

CREATE INDEX disputes_by_account_dispute ON disputes (tenant, account, dispute);

CREATE INDEX disputes_by_account_month_dispute ON disputes (tenant, account, month, dispute);

CREATE INDEX disputes_by_account_state_dispute ON disputes (tenant, account, state, dispute);

CREATE UNIQUE INDEX disputes_by_open_line ON disputes (tenant, open_line);

CREATE INDEX disputes_by_state_dispute ON disputes (tenant, state, dispute);

CREATE INDEX entitlements_by_account_entitlement ON entitlements (tenant, account, entitlement);

CREATE INDEX entitlements_by_account_reach_device_entitlement ON entitlements (tenant, account, reach, device, entitlement);

CREATE INDEX entitlements_by_account_service_entitlement ON entitlements (tenant, account, service, entitlement);

CREATE INDEX entitlements_by_account_service_reach_device_entitlement ON entitlements (tenant, account, service, reach, device, entitlement);

CREATE INDEX entitlements_by_device_entitlement ON entitlements (tenant, device, entitlement);

CREATE INDEX entitlements_by_service_entitlement ON entitlements (tenant, service, entitlement);

CREATE INDEX entitlements_by_subscription ON entitlements (tenant, subscription, entitlement);

CREATE INDEX entitlements_limited ON entitlements (tenant, account, entitlement) WHERE (limit_terms IS NOT NULL);

CREATE INDEX external_ids_by_thing ON external_ids (tenant, thing);

CREATE INDEX idempotency_keys_by_created_ms ON idempotency_keys (tenant, created_ms);

CREATE INDEX journal_heads_by_gap ON journal_heads (tenant, device, gap_ms) WHERE (gap_ms IS NOT NULL);

CREATE INDEX last_movements_by_open_ms ON last_movements (tenant, open_ms, device, service) WHERE (open_ms IS NOT NULL);

CREATE INDEX leases_by_issued_ms ON leases (tenant, issued_ms);

CREATE INDEX leases_by_unapplied ON leases (tenant, device, lease_seq) WHERE (applied_seq IS NULL);

CREATE INDEX ledger_postings_by_ledger_account_at_ms_entry_key_line ON ledger_postings (tenant, ledger_account, at_ms, entry_key, line);

CREATE INDEX operator_sessions_by_operator ON operator_sessions (tenant, operator);

CREATE UNIQUE INDEX operators_by_email ON operators (tenant, email);

CREATE UNIQUE INDEX operators_by_issuer_subject ON operators (tenant, issuer, subject);

CREATE INDEX order_items_by_coupon_order_id ON order_items (tenant, coupon, order_id);

CREATE INDEX order_items_by_subscription_order_id ON order_items (tenant, subscription, order_id);

CREATE INDEX orders_by_account_order_id ON orders (tenant, account, order_id);

CREATE INDEX orders_by_account_state_order_id ON orders (tenant, account, state, order_id);

CREATE INDEX orders_by_state_expires_ms_order_id ON orders (tenant, state, expires_ms, order_id);

CREATE INDEX orders_by_state_order_id ON orders (tenant, state, order_id);

CREATE UNIQUE INDEX outbox_by_dedupe_key ON outbox (tenant, dedupe_key);

CREATE INDEX outbox_by_endpoint_message ON outbox (tenant, endpoint, message);

CREATE INDEX outbox_by_endpoint_state_message ON outbox (tenant, endpoint, state, message);

CREATE INDEX outbox_by_state_due_ms ON outbox (state, due_ms);

CREATE INDEX outbox_by_state_message ON outbox (tenant, state, message);

CREATE INDEX overlap_events_by_authorization_seq ON overlap_events (tenant, "authorization", seq);

CREATE INDEX quarantine_by_device_received_ms_bytes_hash_verdict ON quarantine (tenant, device, received_ms, bytes_hash, verdict);

CREATE INDEX quarantine_by_device_state_received_ms_bytes_hash_verdict ON quarantine (tenant, device, state, received_ms, bytes_hash, verdict);

CREATE INDEX quarantine_by_waiting ON quarantine (tenant, device, received_ms) WHERE (state = 'waiting'::text);

CREATE INDEX quota_allotments_by_device ON quota_allotments (tenant, device);

CREATE INDEX quota_grants_by_quota ON quota_grants (tenant, account, meter, quota_device, quota_grant);

CREATE INDEX rejected_events_by_account_rejected ON rejected_events (tenant, account, rejected);

CREATE UNIQUE INDEX rejected_events_by_body_hash ON rejected_events (tenant, body_hash);

CREATE INDEX rejected_events_by_received_ms ON rejected_events (tenant, received_ms);

CREATE INDEX rejected_events_by_source_event_id ON rejected_events (tenant, source, event_id);

CREATE INDEX rejected_events_by_source_rejected ON rejected_events (tenant, source, rejected);

CREATE INDEX rejected_events_by_source_state_rejected ON rejected_events (tenant, source, state, rejected);

CREATE INDEX rejected_events_by_state_rejected ON rejected_events (tenant, state, rejected);

CREATE INDEX resales_by_account ON resales (tenant, account, resale);

CREATE INDEX resales_by_side ON resales (tenant, side, resale);

CREATE INDEX subscriptions_by_account_offer_subscription ON subscriptions (tenant, account, offer, subscription);

CREATE INDEX subscriptions_by_account_subscription ON subscriptions (tenant, account, subscription);

CREATE INDEX subscriptions_by_offer_subscription ON subscriptions (tenant, offer, subscription);

CREATE INDEX top_ups_by_wallet ON top_ups (tenant, account, wallet, top_up);

CREATE INDEX usage_events_by_account_event ON usage_events (tenant, account, event);

CREATE INDEX usage_events_by_received_ms ON usage_events (tenant, received_ms);

CREATE INDEX wallet_bills_open ON wallet_bills (tenant, account, wallet, is_open);

CREATE INDEX webhook_endpoints_by_account ON webhook_endpoints (tenant, account);
