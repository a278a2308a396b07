-- What gavel publishes, asked of DuckDB: the same dimensions, the measures that the rules of
-- amortized cost need, exact decimals, a table. The bench fills in FILE, and puts other numbers for
-- DECIMAL or the types of the columns for all_varchar.
CREATE TABLE cell AS
SELECT
  "bill/PayerAccountId" AS payer, "bill/BillingPeriodStartDate" AS period,
  left("lineItem/UsageStartDate"::VARCHAR, 10) AS day,
  "lineItem/UsageAccountId" AS account, "lineItem/ProductCode" AS service,
  "product/region" AS region, "lineItem/LineItemType" AS line_type,
  "lineItem/UsageType" AS usage_type, "lineItem/Operation" AS operation,
  "lineItem/ResourceId" AS resource, "lineItem/CurrencyCode" AS currency,
  "pricing/unit" AS unit, "product/ProductName" AS product, "bill/BillingEntity" AS entity,
  "resourceTags/aws:createdBy" AS tag1, "resourceTags/user:CostCenter" AS tag2,
  "resourceTags/user:Name" AS tag3, "resourceTags/user:dataset" AS tag4,
  "resourceTags/user:experiment" AS tag5, "resourceTags/user:stage" AS tag6,
  "resourceTags/user:team" AS tag7,
  count(*) AS lines,
  sum("lineItem/UnblendedCost"::DECIMAL(38, 18)) AS unblended,
  sum(CASE "lineItem/LineItemType"
      WHEN 'SavingsPlanCoveredUsage' THEN "savingsPlan/SavingsPlanEffectiveCost"
      WHEN 'DiscountedUsage' THEN "reservation/EffectiveCost"
      ELSE "lineItem/UnblendedCost" END::DECIMAL(38, 18)) AS amortized,
  sum("lineItem/UsageAmount"::DECIMAL(38, 18)) AS usage,
  sum("pricing/publicOnDemandCost"::DECIMAL(38, 18)) AS on_demand
FROM read_csv('FILE', header = true , all_varchar = true)
GROUP BY ALL
