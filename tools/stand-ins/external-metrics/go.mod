module slipway/stand-ins/external-metrics

go 1.25.0
