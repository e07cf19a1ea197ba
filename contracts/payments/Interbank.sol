// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {Holding} from "./Holding.sol";
import {IInterbank} from "./IInterbank.sol";
import {ISettlementToken} from "./ISettlementToken.sol";
import {Issuance} from "./Issuance.sol";

/// @title Interbank
/// @notice Payments from this bank's money into another's, see `IInterbank`.
abstract contract Interbank is IInterbank, Issuance, ReentrancyGuardTransient {
    mapping(ISettlementToken other => Correspondent terms) private _correspondents;
    mapping(ISettlementToken other => mapping(uint256 day => uint256 paidMinor)) private _paidThrough;

    /// @dev The payment whose reserve is still to be moved; zero if none is.
    address private transient _underWayTo;
    uint256 private transient _underWayMinor;

    /// @inheritdoc IInterbank
    function setCorrespondent(
        ISettlementToken other,
        Correspondent calldata correspondent
    ) external onlyIssuer {
        ISettlementToken reserve = correspondent.reserve;
        if (
            address(other) == address(this) ||
            address(reserve) == address(this) ||
            address(reserve) == address(other) ||
            !_isSameMoney(other) ||
            !_isSameMoney(reserve) ||
            !_isAccountOf(correspondent.ownReserve, issuer) ||
            !_isAccountOf(correspondent.otherReserve, other.issuer())
        ) revert Token_BadCorrespondent(other);
        _correspondents[other] = correspondent;
        emit CorrespondentSet(other, correspondent);
    }

    /// @inheritdoc IInterbank
    function removeCorrespondent(ISettlementToken other) external onlyIssuer {
        _requireCorrespondent(other);
        delete _correspondents[other];
        emit CorrespondentRemoved(other);
    }

    /// @inheritdoc IInterbank
    function payThrough(
        ISettlementToken other,
        address payee,
        uint256 amountMinor,
        PaymentReference paymentReference
    ) external nonReentrant {
        if (amountMinor == 0) revert Token_ZeroAmount();
        uint256 limitMinor = _requireCorrespondent(other).perDayMinor;
        uint256 paidMinor = _paidThrough[other][_today()] + amountMinor;
        if (paidMinor > limitMinor) revert Token_OverCorrespondentLimit(other, paidMinor, limitMinor);
        _paidThrough[other][_today()] = paidMinor;
        Holding payer = _holdings[msg.sender];
        _requirePayer(msg.sender, payer);
        _holdings[msg.sender] = _spend(msg.sender, payer, amountMinor);
        _shrink(amountMinor);
        emit Transfer(msg.sender, address(0), amountMinor);
        (_underWayTo, _underWayMinor) = (address(other), amountMinor);
        emit PaidThrough(msg.sender, other, payee, amountMinor, paymentReference);
        IInterbank(address(other)).creditThrough(msg.sender, payee, amountMinor, paymentReference);
        if (_underWayTo != address(0)) revert Token_ReserveMissing(other, 0, amountMinor);
    }

    /// @inheritdoc IInterbank
    function creditThrough(
        address from,
        address payee,
        uint256 amountMinor,
        PaymentReference paymentReference
    ) external nonReentrant {
        ISettlementToken other = ISettlementToken(msg.sender);
        Correspondent storage terms = _requireCorrespondent(other);
        uint256 beforeMinor = terms.reserve.balanceOf(terms.ownReserve);
        IInterbank(msg.sender).bringReserve(amountMinor);
        uint256 afterMinor = terms.reserve.balanceOf(terms.ownReserve);
        uint256 arrivedMinor = afterMinor > beforeMinor ? afterMinor - beforeMinor : 0;
        if (arrivedMinor != amountMinor) revert Token_ReserveMissing(other, arrivedMinor, amountMinor);
        _mint(payee, amountMinor);
        emit ReceivedThrough(from, other, payee, amountMinor, paymentReference);
    }

    /// @inheritdoc IInterbank
    function bringReserve(uint256 amountMinor) external {
        if (msg.sender != _underWayTo || amountMinor != _underWayMinor) {
            revert Token_NoPaymentUnderWay(msg.sender, amountMinor);
        }
        (_underWayTo, _underWayMinor) = (address(0), 0);
        ISettlementToken other = ISettlementToken(msg.sender);
        Correspondent storage terms = _correspondents[other];
        // The issuer named its own reserve account.
        // slither-disable-next-line arbitrary-send-erc20
        bool moved = terms.reserve.transferFrom(terms.ownReserve, terms.otherReserve, amountMinor);
        if (!moved) revert Token_ReserveMissing(other, 0, amountMinor);
    }

    /// @inheritdoc IInterbank
    function correspondence(ISettlementToken other) external view returns (Correspondent memory) {
        return _correspondents[other];
    }

    function _requireCorrespondent(
        ISettlementToken other
    ) private view returns (Correspondent storage terms) {
        terms = _correspondents[other];
        if (address(terms.reserve) == address(0)) revert Token_NoCorrespondent(other);
    }

    function _isSameMoney(ISettlementToken other) private view returns (bool) {
        return
            other.decimals() == decimals() &&
            keccak256(bytes(other.currency())) == keccak256(bytes(currency()));
    }

    function _isAccountOf(address account, OrgId organisation) private view returns (bool) {
        return membership.accountOf(account).orgId == organisation;
    }
}
