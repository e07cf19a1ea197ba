// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {FinancingOffers} from "./FinancingOffers.sol";
import {IFinancing} from "./IFinancing.sol";

/// @title FinancingMoney
/// @notice What banks have lent on whom, and how they are paid, see `IFinancing`.
abstract contract FinancingMoney is FinancingOffers {
    using SafeERC20 for ISettlementToken;

    /// @dev What a bank has lent on a debtor in one money.
    struct Line {
        uint96 principalMinor;
        uint96 limitMinor;
        bool limited;
    }

    mapping(OrgId bank => mapping(ISettlementToken token => uint256 principalMinor)) private _lent;
    mapping(OrgId bank => mapping(ISettlementToken token => mapping(OrgId debtor => Line line)))
        private _lines;

    /// @inheritdoc IFinancing
    function setLimit(OrgId debtor, ISettlementToken token, uint96 limitMinor) external {
        OrgId bank = _callingMember();
        Line storage line = _lines[bank][token][debtor];
        line.limitMinor = limitMinor;
        line.limited = limitMinor != type(uint96).max;
        emit ExposureLimitSet(bank, debtor, token, limitMinor);
    }

    /// @inheritdoc IFinancing
    function exposureOf(OrgId bank, ISettlementToken token) external view returns (uint256) {
        return _lent[bank][token];
    }

    /// @inheritdoc IFinancing
    function exposureTo(
        OrgId bank,
        OrgId debtor,
        ISettlementToken token
    ) external view returns (uint256 principalMinor, uint256 limitMinor) {
        Line memory line = _lines[bank][token][debtor];
        return (line.principalMinor, line.limited ? line.limitMinor : type(uint96).max);
    }

    function _lend(OrgId bank, OrgId debtor, ISettlementToken token, uint96 amountMinor) internal {
        Line memory line = _lines[bank][token][debtor];
        line.principalMinor += amountMinor;
        if (line.limited && line.principalMinor > line.limitMinor)
            revert Financing_OverLimit(bank, debtor, line.principalMinor, line.limitMinor);
        _lines[bank][token][debtor] = line;
        _lent[bank][token] += amountMinor;
    }

    function _unlend(OrgId bank, OrgId debtor, ISettlementToken token, uint256 amountMinor) internal {
        _lines[bank][token][debtor].principalMinor -= uint96(amountMinor);
        _lent[bank][token] -= amountMinor;
    }

    /// @notice Pays a bank from the caller: at once, or into quarantine for it if it cannot receive now, so that a bank
    /// that is stopped never keeps others from their units.
    /// @param about Names the loan or discount; its start goes into the reference of a quarantined payment.
    function _payBank(
        ISettlementToken token,
        address bank,
        uint256 amountMinor,
        bytes32 about
    ) internal returns (uint256 quarantineId) {
        if (membership.isMember(bank) && !token.holdingOf(bank).frozen) {
            token.safeTransferFrom(msg.sender, bank, amountMinor);
            return 0;
        }
        if (!token.isCustodian(address(this))) revert Financing_BankCannotBePaid(bank);
        token.safeTransferFrom(msg.sender, address(this), amountMinor);
        PaymentReference start = PaymentReference.wrap(bytes32(uint256(about) >> 160));
        return token.payOrQuarantine(bank, amountMinor, msg.sender, start);
    }
}
